"""The papers of a dossier as its pages list them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.dossiers.models import Result
from tinhso.kernel import files
from tinhso.kernel.files.models import StoredFile


@dataclass(frozen=True, kw_only=True)
class ShownPaper:
    """One paper of the left column, with what the middle shows of it."""

    key: str
    title: str
    detail: str
    kind: str = "run"
    file: StoredFile | None = None
    title_is_data: bool = True

    @property
    def url(self) -> str:
        """Return where the file opens."""
        return files.file_url(self.file) if self.file is not None else ""

    @property
    def preview_url(self) -> str:
        """Return a picture of its first page."""
        return files.preview_url(self.file) if self.file is not None else ""


def result_title(row: Result) -> str:
    """Return what a result is called while it is in hand and once it is sealed."""
    if row.kind == "refusal":
        return _("Thông báo không giải quyết")
    return _("Kết quả") if row.sealed_at else _("Dự thảo kết quả")


def result_detail(row: Result) -> str:
    """Return how far a result has come."""
    if row.withdrawn_at:
        return _("đã bị thay")
    if row.sealed_at:
        return _("số %(number)s") % {"number": row.number}
    if row.signed_at:
        return _("đã ký, chờ vào số")
    if row.returned_reason:
        return _("lãnh đạo trả lại")
    return _("dự thảo lần %(n)s") % {"n": row.draft_version}
