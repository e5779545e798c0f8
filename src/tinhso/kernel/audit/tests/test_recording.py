"""Acts and refusals are kept, by ids and codes."""

from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import RequestFactory
from django.urls import ResolverMatch

from tinhso.kernel.actors import ANONYMOUS, ActorKind, system_actor
from tinhso.kernel.audit import record, record_refusal, record_refused_request
from tinhso.kernel.audit.models import AuditEntry, UnsealedEntry
from tinhso.kernel.errors import Conflict, NotFound, NotPermitted, SignInNeeded
from tinhso.kernel.testing import make_actor

pytestmark = pytest.mark.django_db


def test_an_act_is_kept_with_who_what_and_values() -> None:
    actor = make_actor()
    target = ContentType.objects.get_for_model(ContentType)

    record("tests.act", actor=actor, target=target, on_time=True, code="H14-1", count=3)

    entry = AuditEntry.objects.about(target).get()
    assert (entry.action, entry.actor_kind, entry.actor_id) == (
        "tests.act",
        ActorKind.OFFICIAL,
        actor.id,
    )
    assert entry.data == {"on_time": True, "code": "H14-1", "count": 3}
    assert UnsealedEntry.objects.get().entry_id == entry.pk


def test_a_persons_name_is_not_kept_and_a_systems_is() -> None:
    by_person = record("tests.act", actor=make_actor())
    by_system = record("tests.act", actor=system_actor("reminder"))

    assert "Người thử" not in by_person.text
    assert by_person.actor_code == ""
    assert by_system.actor_code == "reminder"


def test_long_text_is_refused() -> None:
    with pytest.raises(ValueError, match="codes, not texts"):
        record("tests.act", actor=ANONYMOUS, note="x" * 201)

    assert not AuditEntry.objects.exists()


def test_an_act_goes_with_its_transaction() -> None:
    with transaction.atomic():
        record("tests.act", actor=ANONYMOUS)
        transaction.set_rollback(True)

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("refusal", [NotFound(), NotPermitted(), SignInNeeded()])
def test_refusals_of_sight_and_permission_are_kept(refusal: NotFound) -> None:
    actor = make_actor()
    code = str(uuid4())

    record_refusal(refusal, actor=actor, route="dossiers:detail", method="GET", target=code)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id) == ("kernel.refused", actor.id)
    assert entry.data == {
        "refusal": refusal.code,
        "route": "dossiers:detail",
        "method": "GET",
        "object": code,
    }


def test_refusals_of_a_rule_are_not_kept() -> None:
    assert record_refusal(Conflict(), actor=ANONYMOUS, route="x") is None

    assert not AuditEntry.objects.exists()


def test_what_is_no_code_stays_out_of_a_refusal() -> None:
    record_refusal(NotFound(), actor=ANONYMOUS, route="x", target="Nguyễn Văn A")

    assert AuditEntry.objects.get().data["object"] == ""


def test_a_refused_request_is_kept_by_its_pattern_its_verb_and_the_object() -> None:
    request = RequestFactory().post("/thong-bao/abc/")
    request.resolver_match = ResolverMatch(
        print, (), {"kind": "notice", "uid": "abc"}, route="thong-bao/<uid>/"
    )

    record_refused_request(NotFound(), request)

    assert AuditEntry.objects.get().data == {
        "refusal": "kernel.not_found",
        "route": "thong-bao/<uid>/",
        "method": "POST",
        "object": "abc",
    }
