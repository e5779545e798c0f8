"""How a notice of this room is written down: its words in both languages, title then body."""

from dataclasses import replace

from tinhso.kernel.errors import Message
from tinhso.kernel.notifications.registry import Kind, Urgency

Said = tuple[str, str]


def citizen(
    code: str,
    label: Message,
    *,
    vi: Said,
    en: Said,
    values: tuple[str, ...],
    is_urgent: bool = False,
) -> Kind:
    """Return what applicants are told, by letter too."""
    return Kind(
        code=f"dossiers.{code}",
        label=label,
        audience="citizen",
        title={"vi": vi[0], "en": en[0]},
        body={"vi": vi[1], "en": en[1]},
        values=values,
        urgency=Urgency.URGENT if is_urgent else Urgency.NORMAL,
    )


def officer(
    code: str,
    label: Message,
    *,
    vi: Said,
    en: Said,
    values: tuple[str, ...],
    is_urgent: bool = False,
    by_letter: bool = False,
) -> Kind:
    """Return what officers read in their inbox, seldom by letter too."""
    told = citizen(code, label, vi=vi, en=en, values=values, is_urgent=is_urgent)
    return replace(told, audience="officer", channels=told.channels if by_letter else ())
