"""The demonstration holds minutes signed by a secretary, then a chair, and sealed by the clerk."""

from datetime import UTC, datetime

import pytest
import time_machine

from tinhso.dossiers.demonstration.growing import grow
from tinhso.dossiers.demonstration.lives import LIVES
from tinhso.dossiers.models import CouncilSitting
from tinhso.identity.services import load_demonstration as load_people
from tinhso.kernel import files
from tinhso.organization.services import load_admin_units
from tinhso.organization.services import load_demonstration as load_province
from tinhso.procedures.testing import load_catalogue
from tinhso.signing.services import load_demonstration_certificates, verify_pdf


@pytest.mark.django_db
def test_minutes_carry_the_secretarys_the_chairs_and_the_agencys_signature(
    clock: time_machine.Traveller,
) -> None:
    clock.move_to(datetime(2026, 11, 25, 3, tzinfo=UTC))
    load_admin_units()
    load_province()
    load_people()
    load_catalogue("1.011607")
    load_demonstration_certificates()
    signed = [life for life in LIVES if "council_signed" in dict(life.acts)]

    grow(len(signed), print, chosen=signed)

    sitting = CouncilSitting.objects.get(state="decided")
    assert sitting.file is not None
    report = verify_pdf(files.open_file(sitting.file))
    assert [(one.field_name, one.verdict) for one in report.signatures] == [
        ("NguoiKy_secretary", "valid"),
        ("NguoiKy", "valid"),
        ("CoQuan", "valid"),
    ]
