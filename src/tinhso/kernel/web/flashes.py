"""What a page says after an act: kept until the next page is drawn, with the marks it has."""

from django.contrib.messages.storage.fallback import FallbackStorage


class Flashes(FallbackStorage):
    """Django's store of messages, which keeps the names in a `Told` sentence marked.

    A store writes text; the marks of a sentence would be lost between the act and the page that
    tells of it. So what is kept of such a sentence is the HTML that it draws itself as.
    """

    def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
        """Keep a sentence; what draws itself is kept drawn."""
        drawn = getattr(message, "__html__", None)
        super().add(level, drawn() if drawn else message, extra_tags)
