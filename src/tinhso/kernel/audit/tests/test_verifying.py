"""What was changed after it was sealed is named, whoever changed it."""

import pytest
from django.db import connection

from tinhso.kernel.audit import record
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.audit.sealing import seal
from tinhso.kernel.audit.verifying import findings
from tinhso.kernel.testing import make_actor

pytestmark = pytest.mark.django_db


def test_a_changed_entry_is_named_and_a_sound_trail_is_not() -> None:
    for number in range(3):
        record("tests.act", actor=make_actor(), code=f"H14-{number}")
    seal()
    assert list(findings()) == []
    second = AuditEntry.objects.get(text__contains="H14-1")

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_auditentry SET text = replace(text, 'H14-1', 'H14-9') WHERE text = %s",
            [second.text],
        )

    (found,) = findings()
    assert "the text of entry" in str(found)
