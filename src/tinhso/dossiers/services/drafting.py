"""What the template of a result wants, and what the dossier already says of it.

A template of `procedures` prints `data.at("key")` for what only the officer knows and `get("key")`
for answers of the applicant's form. Both are read from the template itself, so that the form for a
draft follows the paper whatever procedure it belongs to.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Dossier, Result
from tinhso.dossiers.rules.answers import from_json, plain
from tinhso.kernel.papers.setting import ROOT
from tinhso.procedures import queries as procedures

KNOWN_SINCE: Final = frozenset(
    {"agency", "answers", "code", "date", "owner", "paper", "parent", "place", "procedure", "qr"}
    | {"procedure_code", "result_name", "signer", "signer_title"}
)
"""What the house fills in without asking anybody."""
OWN_FIELDS: Final[Mapping[str, tuple[str | Promise, str]]] = {
    "conditions": (_("Điều kiện kèm theo"), "lines"),
    "valid_months": (_("Hiệu lực (tháng)"), "number"),
    "child_number": (_("Số định danh cá nhân của trẻ"), "text"),
    "registered_on": (_("Ngày đăng ký"), "date"),
    "note": (_("Ghi chú"), "lines"),
    "granted": (_("Nội dung giải quyết"), "lines"),
    "certified_by": (_("Người đối chiếu"), "text"),
    "term": (_("Thời hạn sử dụng đất"), "text"),
    "duty": (_("Nghĩa vụ tài chính"), "text"),
    "linked_number": (_("Số kết quả của cơ quan phối hợp"), "text"),
    "inspected_on": (_("Ngày kiểm tra tại chỗ"), "date"),
    "record": (_("Án tích, mỗi án một dòng"), "lines"),
    "barred": (_("Việc bị cấm đảm nhiệm"), "text"),
    "points_income": (_("Điểm thu nhập (B1)"), "text"),
    "points_lack": (_("Điểm thiếu hụt (B2)"), "text"),
    "recognised_from": (_("Công nhận từ ngày"), "date"),
}
"""Label and kind of what only the officer can say; another key is asked for under its own name."""
_DATA = re.compile(r'data\.at\("([a-z0-9_]+)"')
_ANSWER = re.compile(r'get\("([a-z0-9_]+)"\)')


@dataclass(frozen=True, kw_only=True)
class DraftField:
    """One thing the template prints."""

    key: str
    label: str
    kind: str
    value: str | int
    from_form: bool

    @property
    def name(self) -> str:
        """Return the name of its input."""
        return f"{'don' if self.from_form else 'kq'}_{self.key}"


@lru_cache(maxsize=64)
def wanted_by(template: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keys a template asks of the officer, and those it takes from the form."""
    path = ROOT / "procedures" / "papers" / f"{template}.typ"
    if not path.is_file():
        return (), ()
    text = path.read_text(encoding="utf-8")
    own = [key for key in dict.fromkeys(_DATA.findall(text)) if key not in KNOWN_SINCE]
    return tuple(own), tuple(dict.fromkeys(_ANSWER.findall(text)))


def draft_fields(dossier: Dossier, *, template: str, last: Result | None) -> list[DraftField]:
    """Return what the draft of a dossier can say, filled from the last draft and the answers.

    Of the form only what is plain text or a number is offered: a choice is the applicant's.
    """
    own, from_form = wanted_by(template)
    answers = from_json(dossier.answers)
    before = from_json(last.data) if last is not None else {}
    kept = before.get("answers")
    newer = kept if isinstance(kept, dict) else {}
    words = _labels(dossier, answers)
    found = []
    for key in own:
        label, kind = OWN_FIELDS.get(key, (key, "text"))
        value = before.get(key, dossier.procedure_version.settings_data.get(_setting(key), ""))
        found.append(
            DraftField(
                key=key, label=str(label), kind=kind, value=_shown(value, kind), from_form=False
            )
        )
    for key in from_form:
        value = newer.get(key, answers.get(key))
        label_and_text = words.get(key)
        if label_and_text is None or not isinstance(value, str) or not value:
            continue
        if label_and_text[1] != str(answers.get(key)):
            continue
        found.append(
            DraftField(key=key, label=label_and_text[0], kind="text", value=value, from_form=True)
        )
    return found


def draft_data(
    dossier: Dossier, fields: Sequence[DraftField], given: Mapping[str, object]
) -> dict[str, object]:
    """Return what `draft_result` takes: the officer's words, and the answers he mended."""
    answers = from_json(dossier.answers)
    data: dict[str, object] = {}
    for one in fields:
        value = given.get(one.name)
        if one.from_form:
            answers[one.key] = value
        elif one.kind == "lines":
            data[one.key] = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        elif isinstance(value, date):
            data[one.key] = value.isoformat()
        elif value not in (None, ""):
            data[one.key] = value
    if any(one.from_form for one in fields):
        data["answers"] = answers
    return data


def _setting(key: str) -> str:
    return "result_valid_months" if key == "valid_months" else key


def _shown(value: object, kind: str) -> str | int:
    if kind == "lines" and isinstance(value, list):
        return "\n".join(str(line) for line in value)
    if kind == "number":
        return value if isinstance(value, int) else ""
    return str(value or "")


def _labels(dossier: Dossier, answers: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    spec = procedures.form_of(version=dossier.procedure_version)
    if spec is None:
        return {}
    sections = spec.summary(plain(answers))
    return {row.key: (row.label, row.text) for section in sections for row in section.rows}
