"""What people keep: preferences, views of lists, the province's brand."""

from django.core.exceptions import ValidationError
from django.db import transaction

from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.brand import (
    DEFAULT_ACCENT,
    PlatformLabel,
    accent_problem,
    forget_brand,
    mark_problem,
)
from tinhso.kernel.web.models import HEX_COLOUR, Brand, Preference
from tinhso.kernel.web.permissions import WebPermission

NO_LABEL = PlatformLabel()


@transaction.atomic
def keep_preference(*, actor: Actor, key: str, value: object) -> None:
    """Keep one choice of a signed-in account; others choose for one visit only."""
    if actor.id is None:
        return
    Preference.objects.update_or_create(account=actor.id, key=key, defaults={"value": value})


@transaction.atomic
def set_brand(
    *,
    actor: Actor,
    province: str,
    service: str,
    hotline: str = "",
    accent: str,
    mark: str = "",
    platform: PlatformLabel = NO_LABEL,
) -> Brand:
    """Put a new name, colour, mark and label in force; `Invalid` says what cannot be read."""
    require(actor, WebPermission.SET_BRAND)
    problems: dict[str, str] = {}
    try:
        HEX_COLOUR(accent)
    except ValidationError as error:
        problems["accent"] = str(error.message)
    else:
        if told := accent_problem(accent):
            problems["accent"] = told
    if mark and (told := mark_problem(mark)):
        problems["mark"] = told
    if problems:
        raise Invalid(fields=problems)
    brand = Brand.objects.create(
        province=nfc(province),
        service=nfc(service),
        hotline=nfc(hotline),
        accent=accent,
        mark=mark,
        platform_code=nfc(platform.code),
        platform_kind=nfc(platform.kind),
        platform_conformity=nfc(platform.conformity),
        platform_check=nfc(platform.check),
        created_by=actor.id,
    )
    record("web.brand_set", actor=actor, target=brand, accent=accent)
    transaction.on_commit(forget_brand)
    return brand


def load_demonstration_brand() -> bool:
    """Give the demonstration province a telephone number, unless a brand was set; tell whether."""
    if Brand.objects.exists():
        return False
    set_brand(
        actor=system_actor("web.demonstration"),
        province="Tỉnh Cao Bằng",
        service="Tỉnh Số",
        hotline="1900 0000",
        accent=DEFAULT_ACCENT,
        platform=PlatformLabel(
            code="H14-MC-01 (minh họa)",
            kind="Nền tảng số dùng chung của tỉnh",
            conformity="Đang rà soát bảy nhóm yêu cầu (minh họa)",
            check="Chưa kiểm tra (minh họa)",
        ),
    )
    return True
