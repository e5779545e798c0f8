"""What imports put into the sockets of files."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import MIB, FileUse, file_guards, file_uses
from tinhso.kernel.files.rules import ARCHIVES, TABLES
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.services.running import ARCHIVE, USE

file_uses.register(
    USE,
    FileUse(types=TABLES, max_bytes=40 * MIB, label=_("bảng tính nhập")),
)
file_uses.register(
    ARCHIVE,
    FileUse(types=ARCHIVES, max_bytes=100 * MIB, label=_("tệp nén có mục lục")),
)


def guard_sheets(actor: Actor, stored: StoredFile) -> str:
    """Let those open a sheet who bring in or vouch."""
    known = actor.may(ImportPermission.IMPORT) or actor.may(ImportPermission.SIGN_OFF)
    if stored.use not in (USE, ARCHIVE) or not known:
        raise NotFound
    return "import_sheet"


file_guards.register("importing", guard_sheets)
