"""Addresses as typed, turned into known places."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from tinhso.kernel.db.text import fold, nfc
from tinhso.kernel.eforms.kinds import Wrong
from tinhso.kernel.eforms.registry import Place, PlaceSource
from tinhso.kernel.eforms.spec import Field, Json
from tinhso.kernel.errors.sentences import told


def read_address(typed: dict[str, str], field: Field, source: PlaceSource | None) -> Json:
    """Return an address of today (province, commune, the rest), or an old one as text."""
    old = nfc(typed.get("old", ""))
    if old and field.old_allowed and not typed.get("commune", "").strip():
        return {"old": old[:500]}
    # an installation whose list of places is not loaded takes what is typed
    provinces = (source.provinces() if source else None) or None
    province = _place(typed.get("province", ""), provinces, "province")
    communes = source.communes(province.code) if source and province.code else None
    commune = _place(typed.get("commune", ""), communes, "commune")
    line = nfc(typed.get("line", ""))
    if len(line) > 300:
        raise Wrong(_("Số nhà, đường, thôn dài quá 300 chữ. Hãy rút gọn."))
    return {
        "province_code": province.code,
        "province": province.name,
        "commune_code": commune.code,
        "commune": commune.name,
        "line": line,
    }


def parted(text: str, field: Field, source: PlaceSource | None) -> dict[str, str]:
    """Return an address that is known as one line by its parts, as far as it ends in known places.

    So nobody types province and commune beside a line that names them already. One without a
    commune of today is an old one, where the field takes such.
    """
    rest = [part.strip() for part in nfc(text).split(",") if part.strip()]
    province = _only(rest[-1], source.provinces()) if source is not None and rest else None
    known = source.communes(province.code) if source is not None and province is not None else ()
    commune = _only(rest[-2], known) if len(rest) > 1 else None
    if commune is None and field.old_allowed:
        return {"old": text}
    if province is None:
        return {"line": text}
    rest = rest[: -1 if commune is None else -2]
    return {
        "province": province.name,
        "commune": commune.name if commune is not None else "",
        "line": ", ".join(rest),
    }


def named(value: Mapping[str, Json], source: PlaceSource) -> dict[str, str]:
    """Return an address that is known by codes with the names of its places.

    What its line says of them at its end is left out: they stand in fields of their own.
    """
    of_province = str(value.get("province_code") or "")
    places = (
        _by_code(of_province, source.provinces()),
        _by_code(str(value.get("commune_code") or ""), source.communes(of_province)),
    )
    rest = [part.strip() for part in nfc(str(value.get("line") or "")).split(",") if part.strip()]
    for place in places:
        if rest and place is not None and _bare(rest[-1]) == _bare(place.name):
            rest.pop()
    province, commune = ("" if place is None else place.name for place in places)
    return {"province": province, "commune": commune, "line": ", ".join(rest)}


def _by_code(code: str, known: Sequence[Place]) -> Place | None:
    return next((place for place in known if place.code == code), None)


def _only(name: str, known: Sequence[Place]) -> Place | None:
    exact = [place for place in known if fold(place.name) == fold(name)]
    like = exact or [place for place in known if _bare(place.name) == _bare(name)]
    return like[0] if len(like) == 1 else None


def _place(typed: str, known: Sequence[Place] | None, what: str) -> Place:
    text = nfc(typed)
    if not text:
        raise Wrong(
            _("Hãy ghi tỉnh hoặc thành phố.")
            if what == "province"
            else _("Hãy ghi xã, phường hoặc đặc khu.")
        )
    if known is None:
        return Place("", text[:100])
    said = [place for place in known if text in (place.code, place.name)]
    if len(said) == 1:
        return said[0]
    wanted = _bare(text)
    exact = [place for place in known if fold(place.name) == fold(text)]
    like = exact or [place for place in known if _bare(place.name) == wanted]
    if len(like) == 1:
        return like[0]
    if len(like) > 1:
        names = "”, “".join(place.name for place in like)
        raise Wrong(told(_("Có nhiều nơi cùng tên: “%(names)s”. Hãy ghi đủ."), names=names))
    near = [place.name for place in known if wanted and wanted in _bare(place.name)][:3]
    if near:
        raise Wrong(
            told(
                _("Không có “%(typed)s”; có phải “%(meant)s”?"), typed=text, meant="”, “".join(near)
            )
        )
    raise Wrong(
        told(
            _("Không tìm thấy “%(typed)s” trong danh sách từ 01/07/2025. Hãy xem lại tên mới."),
            typed=text,
        )
    )


def _bare(name: str) -> str:
    heads = r"^(tinh|thanh pho|tp\.?|xa|phuong|dac khu|thi tran)\s+"
    return re.sub(heads, "", fold(name)).strip()
