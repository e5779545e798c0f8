"""Sockets of the forms: shared lists, places, and what can be filled in beforehand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.words import Words
from tinhso.kernel.errors import Message
from tinhso.kernel.registry import Registry


@dataclass(frozen=True)
class Choice:
    """One answer a person may choose."""

    value: str
    label: Words
    hint: Words = ""


@dataclass(frozen=True)
class Place:
    """A province, commune, ward or special zone of today, by its official code."""

    code: str
    name: str


class PlaceSource(Protocol):
    """Who knows the administrative units of today."""

    def provinces(self) -> Sequence[Place]:
        """Return all provinces."""

    def communes(self, province_code: str) -> Sequence[Place]:
        """Return the communes, wards and zones of a province."""


class OnePass:
    """The places as one form needs them: its addresses ask many times, the source is asked once."""

    def __init__(self, source: PlaceSource) -> None:
        """Remember nothing yet."""
        self._source = source
        self._known: dict[str, Sequence[Place]] = {}

    def provinces(self) -> Sequence[Place]:
        """Return all provinces."""
        if "" not in self._known:
            self._known[""] = self._source.provinces()
        return self._known[""]

    def communes(self, province_code: str) -> Sequence[Place]:
        """Return the communes, wards and zones of a province."""
        if province_code not in self._known:
            self._known[province_code] = self._source.communes(province_code)
        return self._known[province_code]


choice_sources: Registry[Callable[[], Sequence[Choice]]] = Registry("lists for forms")
places: Registry[PlaceSource] = Registry("places for forms")
prefill_keys: Registry[Message] = Registry("what forms fill in beforehand")

_PERSON: Final = {
    "name": _("họ và tên"),
    "birth": _("ngày sinh"),
    "sex": _("giới tính"),
    "identity_number": _("số định danh"),
    "nationality": _("quốc tịch"),
    "ethnicity": _("dân tộc"),
    "phone": _("điện thoại"),
    "email": _("thư điện tử"),
    "address": _("nơi cư trú"),
}
for _who in ("applicant", "representative", "filer"):
    for _part, _label in _PERSON.items():
        prefill_keys.register(f"{_who}.{_part}", _label)
for _part, _label in {
    "name": _("tên doanh nghiệp"),
    "tax_code": _("mã số thuế"),
    "address": _("địa chỉ doanh nghiệp"),
    "representative": _("người đại diện"),
}.items():
    prefill_keys.register(f"business.{_part}", _label)
prefill_keys.register("today", _("hôm nay"))
