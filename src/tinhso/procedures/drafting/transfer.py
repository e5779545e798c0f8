"""A procedure as a file, and a file as the beginning of a draft."""

import json
from collections.abc import Mapping
from typing import Final, cast

from django.utils.translation import gettext as _

from tinhso.kernel.errors import Invalid
from tinhso.procedures.content import described
from tinhso.procedures.drafting import contents
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


def from_file(data: bytes) -> tuple[DraftOrigin, Content]:
    """Read a file as what a draft begins with: our own format, or a national record.

    The record's text is kept byte for byte and what cannot be trusted in it is flagged. Raises
    `Invalid` with a sentence for whoever chose the file.
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
    return contents.of_content(plain) | {
        "raw": raw,
        "code": text_of(record, "code"),
        "field": "",
        "name_en": "",
        "keywords": [],
        "life_events": [],
    }
