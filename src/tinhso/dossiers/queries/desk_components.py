"""A paper that the procedure asks for, as the desk reads it: there or owed, in which shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.models import Attachment
from tinhso.kernel import files
from tinhso.kernel.web.words import short_day

if TYPE_CHECKING:
    from tinhso.procedures.parts import Component

CHECKED_WORDS: Mapping[str, str | Promise] = {
    "ok": gettext_lazy("Đúng"),
    "problem": gettext_lazy("Có chỗ sai"),
    "no_data": gettext_lazy("Không có dữ liệu để đối chiếu"),
}


@dataclass(frozen=True, kw_only=True)
class ComponentLine:
    """One paper the procedure asks for, with what is there of it and how it was checked."""

    component: "Component"
    attachments: Sequence[Attachment]
    is_form: bool

    @property
    def is_missing(self) -> bool:
        """Tell whether it is owed and not there."""
        owed = self.component.required and not self.component.shown_only and not self.is_form
        return owed and not self.attachments

    @property
    def checked_as(self) -> str:
        """Return the code of the officer's check; empty before it."""
        return next((row.checked_as for row in self.attachments if row.checked_as), "")

    @property
    def checked_words(self) -> str:
        """Return the check in words."""
        return str(CHECKED_WORDS.get(self.checked_as, ""))

    @property
    def detail(self) -> str:
        """Say in what shape it is there."""
        if self.is_form and not self.attachments:
            return _("điền trên hệ thống")
        if not self.attachments:
            if self.component.shown_only:
                return _("xuất trình")
            return _("chưa có") if self.component.required else _("nếu có")
        row = self.attachments[0]
        if row.reused_result_id:
            return _("dùng lại kết quả đã có ở đây")
        if row.reused_attachment_id:
            return _("dùng lại giấy tờ đã có ở đây")
        if row.is_sealed_original:
            return _("bản gốc điện tử, đã có dấu của cơ quan")
        if row.sealed_at is not None:
            return _("bản quét đã ký, đóng dấu %(day)s") % {"day": short_day(row.sealed_at)}
        if row.is_to_seal:
            return _("bản quét đã ký, chờ dấu cơ quan")
        if row.scan_signed_at is not None:
            return _("bản quét đã ký %(day)s") % {"day": short_day(row.scan_signed_at)}
        if row.file is None:
            return _("đã xuất trình bản chính") if row.is_original_shown else _("bản giấy")
        return _("tệp %(day)s") % {"day": short_day(row.added_at)}

    @property
    def links(self) -> list[tuple[str, str, str]]:
        """Return the files: name, address, address of a small picture."""
        return [
            (row.file.name, files.file_url(row.file), files.preview_url(row.file))
            for row in self.attachments
            if row.file is not None
        ]
