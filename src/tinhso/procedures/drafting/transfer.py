"""A procedure as a file, and a file as the beginning of a draft."""

import json
from collections.abc import Mapping
from typing import Final, cast

from django.utils.translation import gettext as _

from tinhso.kernel.errors import Invalid
from tinhso.procedures.content import described
from tinhso.procedures.drafting import contents, national
from tinhso.procedures.drafting.layout import PARTS, Content
from tinhso.procedures.drafting.shapes import misshapen
from tinhso.procedures.models import DraftOrigin
from tinhso.procedures.parts import text_of

FORMAT: Final = "tinhso.procedure/1"
MOST_BYTES: Final = 2_000_000
_OF_A_RECORD: Final = ("code", "name", "level", "channels", "time_limit", "fee", "components")


def as_file(content: Mapping[str, object]) -> str:
    """Return a procedure as a file another installation can begin a draft from."""
    kept = {key: content.get(key) for key in contents.kept_keys()}
    return json.dumps({"format": FORMAT, "content": kept}, ensure_ascii=False, indent=1)


def from_file(data: bytes, *, fields: Mapping[str, str]) -> tuple[DraftOrigin, Content]:
    """Read a file as what a draft begins with: our own format, or a national record.

    A record comes as the national database gives it, or in the shape of our own sources. Its text
    is kept byte for byte and what cannot be trusted in it is flagged. `fields` are our fields of
    work by their folded names. Raises `Invalid` with a sentence for whoever chose the file.
    """
    if len(data) > MOST_BYTES:
        raise Invalid(fields={"file": _("Tệp lớn hơn 2 MB.")})
    try:
        text = data.decode("utf-8-sig")
        read = json.loads(text)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Invalid(fields={"file": _("Tệp này không phải là JSON đọc được.")}) from None
    if isinstance(read, list) and len(read) == 1:
        read = read[0]
    if not isinstance(read, dict):
        raise Invalid(fields={"file": _("Tệp phải chứa đúng một thủ tục.")})
    if read.get("format") == FORMAT:
        return DraftOrigin.FILE, _exported(read.get("content"))
    if national.is_national(read):
        found = national.read_record(read, fields=fields)
        content = from_record(found.record, raw=text)
        return DraftOrigin.RECORD, content | cast(Content, contents.cleaned(dict(found.parts)))
    missing = [key for key in _OF_A_RECORD if key not in read]
    if missing:
        said = _("Bản ghi thiếu các mục: %(keys)s.") % {"keys": ", ".join(missing)}
        raise Invalid(fields={"file": said})
    return DraftOrigin.RECORD, from_record(read, raw=text)


def _exported(content: object) -> Content:
    if not isinstance(content, dict):
        raise Invalid(fields={"file": _("Tệp không có nội dung thủ tục.")})
    wrong = [
        key
        for part in PARTS
        for key in misshapen(part, {k: content[k] for k in part.keys if k in content})
    ]
    if wrong:
        said = _("Các mục này không đúng dạng: %(keys)s.") % {"keys": ", ".join(wrong)}
        raise Invalid(fields={"file": said})
    return cast(Content, content)


def from_record(record: Mapping[str, object], *, raw: str) -> Content:
    """Turn a record of the national database into content; its text is kept, its traps flagged."""
    defaults = {
        "channels": [],
        "components": [],
        "applicant": [],
        "results": [],
        "laws": [],
        "level": [],
        "as_of": contents.today_text(),
    }
    whole = {**defaults, **{key: value for key, value in record.items() if value is not None}}
    try:
        plain = described(whole, resolving_body="")
    except (KeyError, TypeError, ValueError, AttributeError):
        said = _("Bản ghi có mục không đúng dạng của cơ sở dữ liệu quốc gia.")
        raise Invalid(fields={"file": said}) from None
    content = contents.of_content(plain)
    return content | {
        "components_data": _keyed(content["components_data"], by="key"),
        "results_data": _keyed(content["results_data"], by="code"),
        "raw": raw,
        "code": text_of(record, "code"),
        "field": "",
        "name_en": "",
        "keywords": [],
        "life_events": [],
    }


def _keyed(rows: object, *, by: str) -> list[dict[str, object]]:
    """Return rows each with a key of its own, made of what tells them apart."""
    taken: set[str] = set()
    keyed = []
    for number, row in enumerate(cast("list[dict[str, object]]", rows), start=1):
        key = text_of(row, "key") or text_of(row, by) or str(number)
        taken.add(key := f"{key}_{number}" if key in taken else key)
        keyed.append({**row, "key": key})
    return keyed
