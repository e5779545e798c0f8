"""Asking, answering within the clocks, refusing with reasons, taking back."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tinhso.identity.testing import AccessRecord, PersonFactory
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.calendar import TermUnit
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import make_actor
from tinhso.privacy import services
from tinhso.privacy.models import DataRequest
from tinhso.privacy.rules import CLOCKS, RequestKind, RequestState
from tinhso.privacy.testing import Place, accepted, asked

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
@time_machine.travel(MONDAY, tick=False)
def test_an_answer_is_due_in_two_working_days_and_the_copy_in_ten_days() -> None:
    place = Place.make()
    request = asked(place, RequestKind.PROVIDE)

    assert timezone.localtime(request.answer_due_at).date().isoformat() == "2026-11-18"
    assert timezone.localtime(request.due_at).date().isoformat() == "2026-11-26"
    assert request.number == "1/YC-DLCN"
    assert Notification.objects.filter(account_uid=place.officer_account.uid).count() == 1


def test_each_kind_has_the_days_of_the_decree() -> None:
    days = {kind: (c.alone, c.with_others, c.extension) for kind, c in CLOCKS.items()}

    assert days == {
        "withdraw": (15, 20, 15),
        "restrict": (15, 20, 15),
        "object": (15, 20, 15),
        "view": (10, 15, 10),
        "correct": (10, 15, 10),
        "provide": (10, 15, 10),
        "delete": (20, 30, 20),
        "protect": (15, 15, 15),
    }
    assert CLOCKS["view"].term(with_others=True).unit == TermUnit.CALENDAR_DAY


@pytest.mark.django_db
@time_machine.travel(MONDAY, tick=False)
def test_another_holder_makes_it_longer_and_one_extension_is_all() -> None:
    place = Place.make()
    made = asked(place, RequestKind.PROVIDE)
    services.accept_request(uid=made.uid, answer="Vâng.", with_others=True, actor=place.officer)
    request = services.extend_request(uid=made.uid, reason="Nhiều tệp", actor=place.officer)

    assert timezone.localtime(request.due_at).date().isoformat() == "2026-12-11"
    with pytest.raises(services.RequestClosed):
        services.extend_request(uid=made.uid, reason="Nữa", actor=place.officer)


def test_a_refusal_wants_its_reason_and_its_law(place: Place) -> None:
    made = asked(place, RequestKind.DELETE)

    with pytest.raises(Invalid) as refusal:
        services.refuse_request(uid=made.uid, answer="Không", basis=" ", actor=place.officer)

    made.refresh_from_db()
    assert set(refusal.value.fields) == {"basis"}
    assert made.state == RequestState.RECEIVED


def test_a_refused_person_reads_why(place: Place) -> None:
    made = asked(place, RequestKind.DELETE)

    services.refuse_request(
        uid=made.uid, answer="Hồ sơ phải giữ.", basis="NĐ 118/2025", actor=place.officer
    )

    made.refresh_from_db()
    assert (made.state, made.basis) == (RequestState.REFUSED, "NĐ 118/2025")
    assert Notification.objects.filter(kind="privacy.request_ended").count() == 1
    entry = AuditEntry.objects.get(action="privacy.request_refused")
    assert entry.data["late"] is False


def test_an_agency_without_an_officer_takes_no_request(place: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        services.ask(kind="view", wish="x", agency_id=place.agency_id + 999, actor=place.citizen)

    assert set(refusal.value.fields) == {"agency"}
    assert not DataRequest.objects.exists()


def test_only_the_agencys_own_officer_answers(place: Place) -> None:
    made = asked(place, RequestKind.VIEW)
    other = Place.make()

    with pytest.raises(NotFound):
        services.accept_request(uid=made.uid, answer="Vâng", actor=other.officer)
    with pytest.raises(NotPermitted):
        services.accept_request(uid=made.uid, answer="Vâng", actor=make_actor())


def test_nobody_answers_his_own_request(place: Place) -> None:
    place.officer_account.person = place.person
    place.officer_account.save(update_fields=["person"])
    made = asked(place, RequestKind.VIEW)

    with pytest.raises(NotFound):
        services.accept_request(uid=made.uid, answer="Vâng", actor=place.officer)


def test_what_was_asked_is_taken_back_until_it_is_done(place: Place) -> None:
    made = accepted(place, RequestKind.RESTRICT)
    services.take_back_request(uid=made.uid, actor=place.citizen)

    with pytest.raises(services.RequestClosed):
        services.restrict_use(uid=made.uid, reason="x", actor=place.officer)


def test_the_desk_writes_down_only_for_whom_it_has_proved(place: Place) -> None:
    someone = PersonFactory.create()

    def entered(check: str) -> DataRequest:
        return services.enter_request(
            number_kind=someone.number_kind,
            number=someone.number,
            kind="view",
            wish="Xem dữ liệu",
            channel="desk",
            identity_check=check,
            actor=place.officer,
        )

    with pytest.raises(Invalid) as refusal:
        entered("account")
    made = entered("card")

    assert set(refusal.value.fields) == {"identity_check"}
    assert (made.person_id, made.agency_id) == (someone.pk, place.agency_id)
    assert AccessRecord.objects.filter(person=someone).exists()


def test_a_letter_counts_from_the_day_it_came(place: Place) -> None:
    someone = PersonFactory.create()
    came = timezone.now() - timedelta(days=5)

    made = services.enter_request(
        number_kind=someone.number_kind,
        number=someone.number,
        kind="view",
        wish="Xem",
        channel="post",
        identity_check="certified",
        received_at=came,
        actor=place.officer,
    )

    assert made.received_at == came
    assert made.answer_due_at < timezone.now() + timedelta(days=1)
