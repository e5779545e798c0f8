"""What every template of the house can read."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.web.brand import current_brand
from tinhso.kernel.web.registry import MenuLine, NavGroup, Text, bell, navigation, who_menu

THEME_COOKIE = "tinhso_theme"
SHORTCUTS_COOKIE = "tinhso_keys"
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, kw_only=True)
class NavLine:
    """One entry of the rail as the template shows it."""

    key: str
    label: Text
    url: str
    icon: str
    hint: Text
    current: bool
    counted: bool


@dataclass(frozen=True, kw_only=True)
class NavBlock:
    """Entries under one word."""

    label: str
    items: list[NavLine]


def shell(request: HttpRequest) -> dict[str, object]:
    """Give shells the brand, theme, actor and navigation."""
    actor = actor_of(request)
    plug = bell.find("inbox")
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    here = request.get_full_path()
    return {
        "brand": SimpleLazyObject(current_brand),
        "own_shell": "kernel/staff.html" if actor.is_official else "kernel/public.html",
        "theme": theme if theme in THEMES else "auto",
        "actor": actor,
        "actor_initials": initials(actor.name),
        "actor_given_name": actor.name.split()[-1] if actor.name.split() else "",
        "here": here,
        "shortcuts_off": request.COOKIES.get(SHORTCUTS_COOKIE) == "off",
        "sign_in_url": f"{settings.LOGIN_URL}?{urlencode({'next': here})}",
        "nav_groups": SimpleLazyObject(lambda: rail_of(actor, request.path)),
        "who_lines": SimpleLazyObject(lambda: who_lines_of(actor)),
        "bell_url": plug.url if plug and actor.is_signed_in else "",
    }


def initials(name: str) -> str:
    """Return the letters that stand for a person: Hoàng Thị Mai → HM."""
    parts = name.split()
    if not parts:
        return ""
    return (parts[0][0] + parts[-1][0]).upper() if len(parts) > 1 else parts[0][:2].upper()


def nav_lines(actor: Actor, path: str) -> dict[NavGroup, list[NavLine]]:
    """Return the entries of each group that this actor sees, the one that is open marked.

    Each is asked once whether he sees it: some ask the database.
    """
    shown = [(k, i) for k, i in navigation if i.visible(actor)]
    nearest = max(shown, key=lambda pair: pair[1].reaches(path), default=None)
    current = nearest[1].url if nearest is not None and nearest[1].reaches(path) else ""
    lines: dict[NavGroup, list[NavLine]] = {group: [] for group in NavGroup}
    for key, item in sorted(shown, key=lambda pair: (pair[1].order, pair[0])):
        line = NavLine(
            key=key,
            label=item.label,
            url=item.url,
            icon=item.icon,
            hint=item.hint,
            current=item.url == current,
            counted=item.count is not None,
        )
        lines[item.group].append(line)
    return lines


def places_of(actor: Actor, path: str) -> list[NavLine]:
    """Return where an official may go from his desk: his entries, the province's, an operator's."""
    groups = (NavGroup.MINE, NavGroup.PROVINCE, NavGroup.OPERATORS)
    lines = nav_lines(actor, path)
    return [line for group in groups for line in lines[group] if not line.current]


def rail_of(actor: Actor, path: str) -> list[NavBlock]:
    """Return the rail of an official: own work, the province, the operators' door.

    Who has a single page behind that door is led straight to it.
    """
    lines = nav_lines(actor, path)
    blocks = [
        NavBlock(label="", items=lines[NavGroup.MINE]),
        NavBlock(label=_("Toàn tỉnh"), items=lines[NavGroup.PROVINCE]),
    ]
    behind = lines[NavGroup.OPERATORS]
    if len(behind) == 1:
        blocks.append(NavBlock(label=_("Vận hành"), items=behind))
    elif behind:
        door = NavLine(
            key="operators",
            label=_("Quản trị"),
            url="/quan-tri/",
            icon="sliders",
            hint="",
            current=path.startswith("/quan-tri/"),
            counted=False,
        )
        blocks.append(NavBlock(label=_("Vận hành"), items=[door]))
    return [block for block in blocks if block.items]


def who_lines_of(actor: Actor) -> list[MenuLine]:
    """Return the lines behind a person's name."""
    lines = [line for _key, line in who_menu if line.visible(actor)]
    citizen = [
        MenuLine(label=item.label, url=item.url, icon=item.icon)
        for _key, item in navigation
        if item.group is NavGroup.CITIZEN and item.visible(actor)
    ]
    return [*citizen, *sorted(lines, key=lambda line: line.order)]
