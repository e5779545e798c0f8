"""Files, answers and agencies that come with a form."""

import json
from uuid import UUID

from django.utils.translation import gettext as _
from ninja.files import UploadedFile
from pydantic import TypeAdapter, ValidationError

from tinhso.dossiers.schemas.texts import AnswersIn
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import file_uses
from tinhso.organization import queries as organization

USE = "dossiers.component"


def keep(upload: UploadedFile, *, actor: Actor) -> StoredFile:
    """Keep a paper of a dossier; what cannot be taken is refused with a sentence.

    Call it inside the act's transaction, so that a refused act leaves no file.
    """
    return files.store(
        content=upload.read(file_uses.get(USE).max_bytes + 1),
        name=upload.name or "",
        use=USE,
        actor=actor,
        owner_class="personal",
    )


def agency_id_of(uid: UUID | None) -> int | None:
    """Return the agency a body names, or None when it names none."""
    return organization.agency_by_uid(str(uid)).id if uid is not None else None


def answers_in(text: str) -> dict[str, object] | None:
    """Return the mended answers a form brings as a JSON object; None when it brings none."""
    if not text.strip():
        return None
    try:
        return dict(TypeAdapter(AnswersIn).validate_python(json.loads(text)))
    except (ValueError, RecursionError, ValidationError) as error:
        raise Invalid(fields={"answers": _("Hãy gửi một đối tượng JSON.")}) from error
