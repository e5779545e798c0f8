"""What stays after an error: the good files of a form, so that nobody chooses them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core import signing as tokens
from django.http import HttpRequest

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.files.models import StoredFile

SECONDS: Final = 8 * 3600
PREFIX: Final = "giu_"


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """One kept file with the signed words by which the next try finds it."""

    field: str
    token: str
    file: StoredFile


class KeptFiles:
    """The files of one form by their names there; a token serves only who sent the file."""

    def __init__(
        self, request: HttpRequest, actor: Actor, *, salt: str, uses: Mapping[str, str]
    ) -> None:
        """Read what earlier tries left; `uses` says what each file is kept as."""
        self.actor, self.salt, self.uses = actor, salt, uses
        self.rows: dict[str, StoredFile] = {}
        for name in uses:
            if text := request.POST.get(f"{PREFIX}{name}", ""):
                self._remember(name, text)

    def _remember(self, name: str, text: str) -> None:
        try:
            uid, owner = tokens.loads(text, salt=self.salt, max_age=SECONDS)
        except tokens.BadSignature:
            return
        if owner == str(self.actor.id):
            self.rows[name] = fetch(StoredFile.objects.all(), uid=uid)

    def spare(self, form: forms.Form) -> None:
        """Ask for no file that is here already; call it before the form is looked at."""
        for name in self.rows:
            form.fields[name].required = False

    def stored(self, name: str, upload: Any) -> StoredFile | None:
        """Return the file a form sent now, or else the one kept before."""
        if upload and not isinstance(upload, StoredFile):
            self.rows[name] = files.store(
                content=upload,
                name=upload.name,
                use=self.uses[name],
                actor=self.actor,
                owner_class="personal",
            )
        return self.rows.get(name)

    def keep(self, form: forms.Form, *, prefix: str = "") -> list[KeptFile]:
        """Keep the good files of a refused form, and return all that is kept, for its page."""
        cleaned = getattr(form, "cleaned_data", {})
        for name in self.uses:
            self.stored(name, cleaned.get(f"{prefix}{name}"))
        return self.shown()

    def shown(self) -> list[KeptFile]:
        """Return what is kept, each with its token."""
        return [
            KeptFile(
                field=name,
                token=tokens.dumps([str(row.uid), str(self.actor.id)], salt=self.salt),
                file=row,
            )
            for name, row in self.rows.items()
        ]
