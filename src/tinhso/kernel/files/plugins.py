"""What files put into the sockets of operations."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tinhso.kernel.files.services import verify_files
from tinhso.kernel.registry.operations import Finding, backup_folders, verifications


def check_files() -> Iterator[Finding]:
    """Open every kept file and compare it with what was stored."""
    for fault in verify_files():
        kind, _space, blob = fault.partition(" ")
        sentence = {
            "missing": _("Tệp của khối %(blob)s không còn trong kho."),
            "altered": _("Tệp của khối %(blob)s đã bị sửa trong kho."),
            "exchanged": _("Tệp của khối %(blob)s là tệp khác với tệp đã lưu."),
            "relabelled": _("Mã băm ghi cho khối %(blob)s đã bị sửa."),
        }[kind]
        yield Finding(f"files.{kind}", sentence % {"blob": blob})


verifications.register("files", check_files)
backup_folders.register("files", "files")
