"""Speak with the person: what he is asked, and the PIN that he types, which is kept nowhere."""

import getpass
import sys
from pathlib import Path

from tinhso_agent.words import sentence


class Terminal:
    """The person at his computer, or, in tests, a file that holds the PIN."""

    def __init__(self, pin_file: str = "") -> None:
        """Take where the PIN comes from: without a file it is typed."""
        self._pin_file = pin_file

    @property
    def may_ask_again(self) -> bool:
        """Tell whether a person is there to mend a wrong PIN."""
        return not self._pin_file

    def say(self, text: str) -> None:
        """Tell something at once."""
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def tell(self, name: str, **values: object) -> None:
        """Tell one of the sentences."""
        self.say(sentence(name, **values))

    def pin(self, question: str, **values: object) -> str:
        """Return the PIN; nothing means no."""
        if self._pin_file:
            return Path(self._pin_file).read_text(encoding="utf-8").strip()
        try:
            return getpass.getpass(sentence(question, **values))
        except EOFError:
            return ""
