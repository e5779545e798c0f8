"""Requests over personal data of the demonstration, grown through the services."""

from dataclasses import replace
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone, translation

from tinhso.identity.queries import account_by_login, accounts_in, actor_of_account
from tinhso.identity.services import assign_role
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.registry.retention import retained
from tinhso.privacy.authority_rules import AskedKind
from tinhso.privacy.models import DataRequest
from tinhso.privacy.rules import RequestKind
from tinhso.privacy.services.authorities import (
    AuthorityData,
    answer_authority,
    enter_authority_request,
)
from tinhso.privacy.services.breaches import BreachData, record_breach, report_breach
from tinhso.privacy.services.copying import make_copy
from tinhso.privacy.services.fulfilling import make_copy_for
from tinhso.privacy.services.handling import accept_request, refuse_request
from tinhso.privacy.services.requesting import ask
from tinhso.privacy.services.retention import set_retention

ROLE = "privacy"
OFFICERS = ("vanthu", "vanthu2")


def load_demonstration() -> int:
    """Give two communes somebody who answers, and let people ask; returns how many asked."""
    if DataRequest.objects.exists():
        return 0
    handler, _neighbour = (_officer(login) for login in OFFICERS)
    if handler is None or handler.agency_id is None:
        return 0
    here = handler.agency_id
    copy = _asked("congdan", RequestKind.PROVIDE, "Cho tôi một bản sao mọi dữ liệu về tôi.", here)
    accept_request(uid=copy.uid, answer="Bản sao gồm mọi dữ liệu đang giữ.", actor=handler)
    make_copy_for(uid=copy.uid, actor=handler)
    make_copy(uid=copy.uid)
    _asked("congdan2", RequestKind.CORRECT, "Số điện thoại của tôi đã đổi, xin sửa lại.", here)
    deletion = _asked("doanhnghiep", RequestKind.DELETE, "Xin xóa hồ sơ chúng tôi đã nộp.", here)
    refuse_request(
        uid=deletion.uid,
        answer="Hồ sơ đã nộp phải giữ; bản nháp thì tự xóa được.",
        basis="Nghị định 118/2025, Điều 5 khoản 1 điểm c",
        actor=handler,
    )
    _asked("congdan", RequestKind.RESTRICT, "Đừng dùng số điện thoại của tôi để khảo sát.", here)
    _breach(handler)
    _authorities(handler)
    _terms(handler)
    return DataRequest.objects.count()


def _terms(officer: Actor) -> None:
    """Let each kind have a term that says it is only an example."""
    for kind, plug in retained:
        by_law = plug.least_months > 0
        with translation.override("vi"):
            basis = str(plug.basis)
        set_retention(
            kind=kind,
            months=plug.months,
            basis=basis if by_law else "Số liệu minh họa, chờ đối chiếu thời hạn lưu giữ",
            is_verified=by_law,
            valid_from=timezone.localdate(),
            actor=officer,
        )


def _authorities(officer: Actor) -> None:
    """Let the police have asked three times: one waits, one was done, one ran out of time."""
    now = timezone.now()
    asked = AuthorityData(
        kind=AskedKind.DATA,
        body="Công an tỉnh (số liệu minh họa)",
        paper_number="101/YC-MH",
        paper_on=timezone.localdate(now - timedelta(hours=2)),
        basis="Luật 116/2025/QH15, Điều 25",
        subject="Nhật ký đăng nhập của một tài khoản (số liệu minh họa)",
        received_at=now - timedelta(hours=2),
    )
    enter_authority_request(data=asked, actor=officer)
    removal = enter_authority_request(
        data=replace(
            asked,
            kind=AskedKind.REMOVAL,
            is_urgent=True,
            paper_number="102/YC-MH",
            subject="Một câu trong phần trả lời công khai (số liệu minh họa)",
        ),
        actor=officer,
    )
    answer_authority(uid=removal.uid, answer="Đã gỡ câu được nêu.", actor=officer)
    days_ago = now - timedelta(hours=50)
    late = replace(
        asked,
        paper_number="100/YC-MH",
        paper_on=timezone.localdate(days_ago),
        received_at=days_ago,
    )
    enter_authority_request(data=late, actor=officer)


def _breach(officer: Actor) -> None:
    """Let a list have been sent to a wrong address, and the body be told in time."""
    found_at = timezone.now() - timedelta(hours=30)
    breach = record_breach(
        data=BreachData(
            found_at=found_at,
            happened_at=found_at - timedelta(hours=2),
            place="Máy trạm tại bộ phận một cửa (số liệu minh họa)",
            act="Gửi nhầm danh sách hẹn trả kết quả tới một hộp thư ngoài cơ quan.",
            data_kinds=["basic"],
            people="Người nộp hồ sơ trong tuần",
            people_count=12,
            consequences="Có thể bị gọi điện mạo danh.",
            measures="Đã yêu cầu người nhận xóa thư, nhắc lại quy định gửi thư.",
            contact_name=officer.name,
            contact_reach="0206 3850 000",
        ),
        actor=officer,
    )
    report_breach(uid=breach.uid, way="portal", document="Mã minh họa 001", actor=officer)


@transaction.atomic
def _officer(login: str) -> Actor | None:
    uid = account_by_login(login)
    places = accounts_in(account_uid=uid) if uid is not None else []
    if uid is None or not places:
        return None
    if not any(place.role == ROLE for place in places):
        assign_role(
            account_uid=uid,
            role_code=ROLE,
            agency_id=places[0].agency_id,
            unit_id=places[0].unit_id,
            is_main=False,
            actor=system_actor("privacy.demonstration"),
        )
    return actor_of_account(uid)


def _asked(login: str, kind: RequestKind, wish: str, agency_id: int) -> DataRequest:
    actor = actor_of_account(get_user_model().objects.get(login=login).uid)
    return ask(kind=kind, wish=wish, agency_id=agency_id, actor=actor)
