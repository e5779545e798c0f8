"""Asking for something to be done with one's data: by the person himself, at the desk, by post."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries import accounts_in, find_person
from tinhso.identity.services import record_access
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.calendar import due_for
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.numbering import give_number
from tinhso.privacy.events import DataRequestReceived
from tinhso.privacy.kinds import WAITING
from tinhso.privacy.models import DataRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries import agencies_that_answer
from tinhso.privacy.rules import (
    ANSWER_WITHIN,
    CLOCKS,
    IdentityCheck,
    RequestChannel,
    RequestKind,
)
from tinhso.privacy.services.steps import step

REGISTER = "privacy.request"
LONGEST_WISH = 4000


@transaction.atomic
def ask(*, kind: str, wish: str, agency_id: int, actor: Actor) -> DataRequest:
    """Ask for one's own data to be shown, corrected, deleted or used no more.

    It goes to whoever answers for personal data in the agency; both clocks of the law run at once.
    """
    if actor.person_id is None:
        raise NotFound
    return _receive(
        person_id=actor.person_id,
        kind=kind,
        wish=wish,
        agency_id=agency_id,
        channel=RequestChannel.ONLINE,
        check=IdentityCheck.ACCOUNT,
        received_at=timezone.now(),
        actor=actor,
    )


@transaction.atomic
def enter_request(
    *,
    number_kind: str,
    number: str,
    kind: str,
    wish: str,
    channel: str,
    identity_check: str,
    received_at: datetime | None = None,
    actor: Actor,
) -> DataRequest:
    """Write down what somebody asked at the desk or by post, once it is sure that it is he."""
    require(actor, P.ENTER_REQUESTS)
    found = find_person(number=number, kind=number_kind, actor=actor) if number.strip() else None
    now = timezone.now()
    wrong: dict[str, str] = {}
    if found is None:
        wrong["number"] = _("Không có ai mang số này trong hệ thống, nên không có dữ liệu về họ.")
    if identity_check not in (IdentityCheck.CARD, IdentityCheck.CERTIFIED):
        wrong["identity_check"] = _("Hãy chọn cách đã xác minh người yêu cầu.")
    if channel not in (RequestChannel.DESK, RequestChannel.POST):
        wrong["channel"] = _("Hãy chọn nhận tại một cửa hay qua bưu chính.")
    if received_at is not None and received_at > now:
        wrong["received_at"] = _("Lúc nhận không thể ở sau bây giờ.")
    if actor.agency_id is None:
        raise NotFound
    if wrong or found is None:
        raise Invalid(fields=wrong)
    record_access(
        actor=actor,
        person_ids=[found.pk],
        object_kind="identity.person",
        object_uid=str(found.uid),
        purpose=_("Nhập yêu cầu về dữ liệu cá nhân của chính người đó"),
    )
    return _receive(
        person_id=found.pk,
        kind=kind,
        wish=wish,
        agency_id=actor.agency_id,
        channel=channel,
        check=identity_check,
        received_at=received_at or now,
        actor=actor,
    )


def _receive(
    *,
    person_id: int,
    kind: str,
    wish: str,
    agency_id: int,
    channel: str,
    check: str,
    received_at: datetime,
    actor: Actor,
) -> DataRequest:
    wrong: dict[str, str] = {}
    said = nfc(wish)
    if kind not in RequestKind.values:
        wrong["kind"] = _("Hãy chọn một yêu cầu trong danh sách.")
    if not said:
        wrong["wish"] = _("Hãy ghi rõ bạn muốn điều gì, với dữ liệu nào.")
    elif len(said) > LONGEST_WISH:
        wrong["wish"] = _("Nội dung dài quá 4.000 ký tự.")
    if agency_id not in dict(agencies_that_answer()):
        wrong["agency"] = _(
            "Cơ quan này chưa có người phụ trách dữ liệu cá nhân; hãy chọn nơi khác."
        )
    if wrong:
        raise Invalid(fields=wrong)
    answer = due_for(start=received_at, term=ANSWER_WITHIN, agency_id=agency_id)
    done = due_for(
        start=received_at, term=CLOCKS[kind].term(with_others=False), agency_id=agency_id
    )
    request = DataRequest.objects.create(
        person_id=person_id,
        agency_id=agency_id,
        kind=kind,
        channel=channel,
        identity_check=check,
        wish=said,
        received_at=received_at,
        entered_by=actor.id if channel != RequestChannel.ONLINE else None,
        answer_due_at=answer.at,
        answer_lines=answer.as_text(),
        due_at=done.at,
        due_lines=done.as_text(),
    )
    step(request, "received", actor=actor)
    record("privacy.request_received", actor=actor, target=request, kind=kind, channel=channel)
    for officer in {o.uid for o in accounts_in(agency_id=agency_id, permission=P.HANDLE_REQUESTS)}:
        notify(
            account_uid=officer,
            kind=WAITING.code,
            values={"kind": request.get_kind_display(), "until": answer.at},
            link=f"/lam-viec/du-lieu-ca-nhan/{request.uid}/",
            key=str(request.uid),
        )
    publish(DataRequestReceived(request_uid=request.uid, agency_id=agency_id, kind=kind))
    given = give_number(
        register=REGISTER,
        agency_id=agency_id,
        on=timezone.localdate(received_at),
        actor=actor,
        target=request,
    )
    request.number = given.text
    request.save(update_fields=["number"])
    return request
