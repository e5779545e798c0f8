"""What pages of the shell ask: the desk, the palette, the counts beside the rail."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.text import fold
from tinhso.kernel.web.models import Preference
from tinhso.kernel.web.registry import (
    Command,
    Text,
    WorkGroup,
    bell,
    landings,
    navigation,
    palette,
    work_items,
)


def preference(actor: Actor, key: str) -> object:
    """Return what the account chose, or None."""
    if actor.id is None:
        return None
    row = Preference.objects.filter(account=actor.id, key=key).first()
    return row.value if row else None


def work_groups(actor: Actor) -> list[WorkGroup]:
    """Return what waits for the actor: groups with something first, the nearest deadline first."""
    groups = [group for _key, provide in work_items for group in provide(actor)]
    return sorted(groups, key=_urgency)


def _urgency(group: WorkGroup) -> tuple[bool, float]:
    dues = [item.due_at.timestamp() for item in group.items if item.due_at is not None]
    return (group.count == 0, min(dues, default=float("inf")))


def rail_counts(actor: Actor) -> dict[str, int]:
    """Return how many things wait behind each entry of the rail, and unread notices."""
    counts = {
        key: item.count(actor)
        for key, item in navigation
        if item.count is not None and item.visible(actor)
    }
    plug = bell.find("inbox")
    if plug is not None and actor.is_signed_in:
        counts["bell"] = plug.unread(actor)
    return counts


def landing_for(actor: Actor) -> str:
    """Return where an actor goes after signing in."""
    fitting = [landing for _key, landing in landings if landing.fits(actor)]
    if fitting:
        return min(fitting, key=lambda landing: landing.order).url
    return "/lam-viec/" if actor.is_official else "/"


@dataclass(frozen=True)
class PaletteBlock:
    """Lines of one room in the palette."""

    title: Text
    commands: Sequence[Command]


FOUND_PER_ROOM = 6


def palette_blocks(actor: Actor, query: str) -> list[PaletteBlock]:
    """Return places to go and things found for typed words, all that the actor may see."""
    words = fold(query).split()
    blocks: list[PaletteBlock] = []
    for _key, provider in palette:
        if not provider.visible(actor):
            continue
        lines: list[Command] = []
        if provider.search is not None and query.strip():
            lines += provider.search(actor, query.strip(), FOUND_PER_ROOM)
        if provider.commands is not None:
            lines += [c for c in provider.commands(actor) if _matches(c.label, words)]
        if lines:
            blocks.append(PaletteBlock(provider.title, lines))
    places = [
        Command(label=item.label, url=item.url, icon=item.icon, detail=item.hint)
        for _key, item in sorted(navigation, key=lambda pair: pair[1].order)
        if item.visible(actor) and _matches(item.label, words)
    ]
    if places:
        blocks.append(PaletteBlock(_("Đi tới"), places))
    return blocks


def scanned(blocks: list[PaletteBlock], query: str) -> str:
    """Return where a whole code leads that was scanned or typed, or nothing."""
    code = query.strip().upper()
    hits = {
        line.url
        for block in blocks
        for line in block.commands
        if code and line.code.upper() == code
    }
    return hits.pop() if len(hits) == 1 else ""


def _matches(label: Text, words: list[str]) -> bool:
    folded = fold(str(label))
    return all(word in folded for word in words)
