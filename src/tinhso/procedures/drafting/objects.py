"""A foreign record read object by object: what is not of its shape is told by where it stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

_THOUSANDS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+")
_WHOLE: Final = re.compile(r"\d+(?:\.0+)?")


@dataclass(frozen=True)
class Held:
    """One object of a record, where it stands in it, and the sentences on what is wrong."""

    data: Mapping[str, object]
    place: str
    troubles: list[str]

    def at(self, key: str) -> str:
        """Return where a key stands in the record: `CACHTHUCTHUCHIEN[1].KENH`."""
        return f"{self.place}.{key}" if self.place else key

    def trouble(self, sentence: str, **said: object) -> None:
        """Remember what is wrong; the sentence has names for what it says."""
        self.troubles.append(sentence % said)

    def text(self, key: str, *, needed: bool = False) -> str:
        """Return a text, a number as it is written; a missing one is empty."""
        value = self.data.get(key)
        if isinstance(value, bool | list | dict):
            self.trouble(_("%(key)s: phải là chữ hoặc số."), key=self.at(key))
            return ""
        said = "" if value is None else str(value).strip()
        if needed and not said:
            self.trouble(_("%(key)s: còn thiếu."), key=self.at(key))
        return said

    def whole(self, key: str) -> int | None:
        """Return a whole number, written as a number or as text; None when it is not told."""
        said = self.text(key)
        if not said:
            return None
        if _THOUSANDS.fullmatch(said):
            return int(said.replace(".", ""))
        if _WHOLE.fullmatch(said):
            return int(said.partition(".")[0])
        sentence = _("%(key)s: phải là số nguyên từ 0 trở lên, bản ghi có “%(value)s”.")
        self.trouble(sentence, key=self.at(key), value=said)
        return None

    def rows(self, key: str) -> list["Held"]:
        """Return the objects of a list; a missing list is empty."""
        return list(self._rows(key))

    def _rows(self, key: str) -> Iterator["Held"]:
        value = self.data.get(key)
        if value in (None, ""):
            return
        if not isinstance(value, list):
            self.trouble(_("%(key)s: phải là một danh sách."), key=self.at(key))
            return
        for index, row in enumerate(value, start=1):
            place = f"{self.at(key)}[{index}]"
            if isinstance(row, Mapping):
                yield Held(row, place, self.troubles)
            else:
                self.trouble(_("%(key)s: phải là một đối tượng có các mục riêng."), key=place)
