"""Files that come with a call."""

from ninja.files import UploadedFile

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import file_uses

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
