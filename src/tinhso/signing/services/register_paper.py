"""The report on certificates of a period as a paper that this house signs."""

from datetime import date
from typing import Final

from django.utils import timezone

from tinhso.kernel import audit, papers
from tinhso.kernel.actors import Actor
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization.queries import AgencyLevel, agency
from tinhso.signing.queries.register_report import RegisterReport, ReportLine
from tinhso.signing.services.authority import REGISTER, SERVICES, register_identity
from tinhso.signing.services.reporting import signed_by_service
from tinhso.signing.services.requests.papers import place_named, today_words

FIELD: Final = "SoChungThuSo"
LEVELS: Final[dict[str, str]] = {
    AgencyLevel.CENTRAL: "trung ương",
    AgencyLevel.PROVINCE: "cấp tỉnh",
    AgencyLevel.DEPARTMENT: "sở, ban, ngành",
    AgencyLevel.DISTRICT: "cấp huyện",
    AgencyLevel.COMMUNE: "cấp xã",
}
"""Words of a paper: Vietnamese in every language."""
GROUPS: Final = (
    ("Trong kỳ", 6),
    ("Có hiệu lực cuối kỳ", 3),
    ("Khóa của chúng lưu ở", 4),
    ("Chưa có cuối kỳ", 2),
)
COLUMNS: Final = (
    "Cấp mới",
    "Gia hạn, cấp lại",
    "Thay đổi",
    "Thu hồi",
    "Khôi phục",
    "Hết hạn",
    "Cá nhân",
    "Cơ quan",
    "Thiết bị, dịch vụ",
    "Token",
    "SIM",
    "Máy chủ",
    "Chưa ghi",
    "Cơ quan",
    "Lãnh đạo",
)


def note_report_taken(*, report: RegisterReport, kind: str, actor: Actor) -> None:
    """Keep in the trail that a report left as a file."""
    audit.record(
        "signing.register_report_taken",
        actor=actor,
        kind=kind,
        since=report.since.isoformat(),
        until=report.until.isoformat(),
        lines=len(report.lines),
    )


def note_share_taken(*, since: date, until: date, lines: int, kind: str, actor: Actor) -> None:
    """Keep in the trail that the share of signed papers left as a file."""
    audit.record(
        "signing.exchange_share_taken",
        actor=actor,
        kind=kind,
        since=since.isoformat(),
        until=until.isoformat(),
        lines=lines,
    )


@in_vietnamese
def register_paper(*, report: RegisterReport, level: str, actor: Actor) -> bytes:
    """Return the report as a PDF signed by the register of this house."""
    filing = agency(actor.agency_id) if actor.agency_id is not None else None
    of_level = f", {LEVELS[level]}" if level else ""
    data = {
        "parent": agency(filing.parent_id).name if filing and filing.parent_id else "",
        "agency": filing.name if filing else "",
        "place": place_named(filing.name, filing.parent_id) if filing else None,
        "date": today_words(),
        "summary": f"Từ {report.since:%d/%m/%Y} đến {report.until:%d/%m/%Y}{of_level}",
        "on": f"{report.on:%d/%m/%Y}",
        "called": report.called[:1].upper() + report.called[1:],
        "groups": [list(group) for group in GROUPS],
        "columns": list(COLUMNS),
        "rows": [_row(line) for line in report.lines],
        "total": _row(report.total),
    }
    pdf = papers.render("signing/register_report.typ", data, created_at=timezone.now())
    return signed_by_service(pdf, register_identity(), field=FIELD, holder=SERVICES[REGISTER])


def _row(line: ReportLine) -> list[str]:
    acts = line.acts
    counts = (
        acts.new,
        acts.renewed,
        acts.changed,
        acts.revoked,
        acts.recovered,
        acts.expired,
        line.people,
        line.agencies,
        line.devices,
        line.tokens,
        line.sims,
        line.servers,
        line.no_device,
        line.agencies_without,
        line.leaders_without,
    )
    return [line.name or "Chưa ghi cơ quan", *(str(count) for count in counts)]
