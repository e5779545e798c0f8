"""What keeps the parts of a linked procedure from being published."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tinhso.organization import queries as organization
from tinhso.procedures.drafting.layout import LINKED, Content
from tinhso.procedures.linked import LinkedPart, longest_way, parts_in
from tinhso.procedures.parts import rows_of

LIST = "phan/thiet-lap/"


def parts_of(content: Content) -> tuple[LinkedPart, ...]:
    """Return the parts a draft names."""
    settings = content.get("settings_data")
    return parts_in(settings) if isinstance(settings, dict) else ()


def hours_of_parts(content: Content) -> int:
    """Return the working hours of the longest chain of parts; 0 when nothing is linked."""
    return longest_way(parts_of(content)) or 0


def troubles_of(content: Content) -> Iterator[tuple[str, str]]:
    """Return each trouble with the address of its place."""
    parts = parts_of(content)
    if not parts:
        return
    if len(parts) == 1:
        yield _("Thủ tục liên thông phải có ít nhất hai phần."), LIST
    if parts[0].after:
        yield _("Phần đầu là của cơ quan chủ trì, không chờ phần nào."), _place(0)
    if longest_way(parts) is None:
        yield _("Các phần liên thông chờ nhau thành vòng, không phần nào bắt đầu được."), LIST
    keys = [part.key for part in parts]
    results = {str(row.get("code")) for row in rows_of(content, "results_data")}
    for index, part in enumerate(parts):
        for text in _of_part(part, keys=keys, results=results):
            said = {"part": part.name or part.key or index + 1, "trouble": text}
            yield _("Phần “%(part)s”: %(trouble)s") % said, _place(index)


def _of_part(part: LinkedPart, *, keys: list[str], results: set[str]) -> Iterator[str]:
    if not part.name:
        yield _("chưa có tên.")
    if keys.count(part.key) > 1:
        yield _("trùng khóa với phần khác.")
    if part.working_hours < 1:
        yield _("chưa ghi số giờ làm việc.")
    if part.result not in results:
        yield _("chưa có kết quả trong danh sách kết quả của thủ tục.")
    if set(part.after) - set(keys) or part.key in part.after:
        yield _("chờ một phần không có.")
    if part.agency and organization.agency_by_code(part.agency) is None:
        yield _("không có cơ quan mang mã %(code)s.") % {"code": part.agency}


def _place(index: int) -> str:
    return f"muc/{LINKED.key}/{index}/"
