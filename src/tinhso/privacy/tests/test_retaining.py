"""Requests, breaches and notices whose time is over, and what stops their destruction."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.notifications.retaining import OldNotices
from tinhso.kernel.registry.retention import retained
from tinhso.kernel.testing import make_actor
from tinhso.privacy import services as requests
from tinhso.privacy.breach_rules import BreachState
from tinhso.privacy.models import Breach, BreachPerson, DataRequest, Destruction, RequestStep
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.rules import RequestKind
from tinhso.privacy.services import retention as services
from tinhso.privacy.services.retaining import BreachesClosed, RequestsEnded
from tinhso.privacy.testing import Place, asked, breached

LONG_AGO = timedelta(days=3700)


def _refused(place: Place) -> DataRequest:
    made = asked(place, RequestKind.DELETE, wish="Xin xóa tên Nguyễn Văn Kín.")
    return requests.refuse_request(
        uid=made.uid, answer="Phải giữ.", basis="Luật minh họa", actor=place.officer
    )


def test_an_ended_request_loses_its_words_and_keeps_its_number(place: Place) -> None:
    one = _refused(place)
    DataRequest.objects.filter(pk=one.pk).update(ended_at=timezone.now() - LONG_AGO)
    kind, before = RequestsEnded(), timezone.now() - timedelta(days=3650)

    due = kind.expired(agency_id=place.agency_id, before=before, limit=10)
    gone = kind.destroy(due[0].reference, actor=place.officer)
    again = kind.destroy(due[0].reference, actor=place.officer)

    one.refresh_from_db()
    assert (one.wish, one.answer, one.number) == ("", "", due[0].label)
    assert not RequestStep.objects.filter(request=one).exclude(words="").exists()
    assert gone is not None
    assert len(gone.hashes) >= 1
    assert again is None
    assert "Kín" not in str(list(AuditEntry.objects.values_list("text", flat=True)))


def test_somebody_who_waits_for_an_answer_stops_it(place: Place) -> None:
    one = _refused(place)
    DataRequest.objects.filter(pk=one.pk).update(ended_at=timezone.now() - LONG_AGO)
    kind = RequestsEnded()
    free = kind.stopped(str(one.uid))

    asked(place, RequestKind.VIEW)

    assert (free, bool(kind.stopped(str(one.uid)))) == ("", True)


def test_a_breach_is_kept_five_years_at_least(place: Place) -> None:
    officer = make_actor(P.SET_RETENTION)

    with pytest.raises(Invalid) as refusal:
        services.set_retention(
            kind="privacy.breaches",
            months=59,
            basis="Quy chế",
            is_verified=True,
            valid_from=timezone.localdate(),
            actor=officer,
        )

    assert set(refusal.value.fields) == {"months"}
    assert retained.get("privacy.breaches").months == 60


def test_a_closed_breach_forgets_whom_it_was_about(place: Place) -> None:
    breach = breached(place, measures="Đã thu hồi")
    BreachPerson.objects.create(breach=breach, person=place.person)
    old = timezone.now() - LONG_AGO
    kind, before = BreachesClosed(), timezone.now() - timedelta(days=1830)
    Breach.objects.filter(pk=breach.pk).update(
        reported_at=old, closed_at=old, state=BreachState.REPORTED
    )
    still_open = kind.destroy(str(breach.uid), actor=place.officer)
    Breach.objects.filter(pk=breach.pk).update(state=BreachState.CLOSED)

    due = kind.expired(agency_id=place.agency_id, before=before, limit=10)
    gone = kind.destroy(due[0].reference, actor=place.officer)

    breach.refresh_from_db()
    assert still_open is None
    assert gone is not None
    assert len(gone.hashes) == 2
    assert (breach.act, breach.measures, breach.concerned.count()) == ("", "", 0)
    assert breach.number


def _notice(place: Place, days: int) -> Notification:
    return Notification.objects.create(
        account_uid=place.citizen_account.uid,
        kind="privacy.answered",
        values_text='{"number": "1"}',
        urgency="normal",
        created_at=timezone.now() - timedelta(days=days),
    )


def test_old_notices_go_by_themselves_once_a_term_is_set(place: Place) -> None:
    old, new = _notice(place, 800), _notice(place, 10)
    before_any_term = services.end_terms()

    services.set_retention(
        kind="notifications.notices",
        months=24,
        basis="Quy chế minh họa",
        is_verified=False,
        valid_from=timezone.localdate(),
        actor=make_actor(P.SET_RETENTION),
    )
    done = services.end_terms()

    proof = Destruction.objects.get()
    assert (before_any_term, done) == (0, 1)
    assert set(Notification.objects.values_list("pk", flat=True)) == {new.pk}
    assert (proof.reference, proof.rule, len(proof.hashes)) == ("1", "Quy chế minh họa", 1)
    assert old.pk != new.pk


def test_notices_of_somebody_who_asks_stay(place: Place) -> None:
    old = _notice(place, 800)
    asked(place, RequestKind.PROVIDE)

    gone = OldNotices().forget(before=timezone.now() - LONG_AGO / 10, limit=10, actor=place.officer)

    assert gone is None
    assert Notification.objects.filter(pk=old.pk).exists()


def test_what_goes_by_itself_is_no_decision_of_two(place: Place) -> None:
    with pytest.raises(Invalid):
        services.propose_destruction(
            kind="notifications.notices",
            actor=make_actor(P.PROPOSE_DESTRUCTION, agency_id=place.agency_id),
        )
