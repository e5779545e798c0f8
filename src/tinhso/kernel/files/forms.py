"""A form field that looks at a file before any service is called."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.checks import Checked, check
from tinhso.kernel.files.registry import file_uses
from tinhso.kernel.files.rules import MIB, TYPES, types_in_words

Upload = Checked
"""What a clean field gives: give it to `store(content=…)` as it is."""


class StoredFileField(forms.FileField):
    """Takes what a registered use allows; `cleaned_data` holds an `Upload`.

    The hint says types and size; a refusal says what was sent and what is taken.
    """

    def __init__(self, *, use: str, camera: bool = False, **options: object) -> None:
        """Name the use; with `camera` a phone offers its camera first."""
        self.use = use
        self.camera = camera
        super().__init__(**options)  # type: ignore[arg-type]  # Django's own options, passed on
        taken = file_uses.get(use)
        extensions = [f".{TYPES[kind].extension}" for kind in sorted(taken.types)]
        self.widget.attrs["accept"] = ",".join(sorted(taken.types) + extensions)
        if camera:
            self.widget.attrs["capture"] = "environment"
        if not self.help_text:
            self.help_text = format_lazy(
                _("{types}, nhiều nhất {limit} MB."),
                types=types_in_words(taken.types),
                limit=taken.max_bytes // MIB,
            )

    def clean(self, data: object, initial: object = None) -> Checked | None:
        """Return the checked upload, or say at the field why it cannot be taken."""
        given = super().clean(data, initial)
        if not isinstance(given, UploadedFile):
            return None
        taken = file_uses.get(self.use)
        if given.size is not None and given.size > taken.max_bytes:
            content = b"\0" * (taken.max_bytes + 1)
        else:
            content = given.read()
        try:
            return check(content, given.name or "", taken)
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal), code="file") from refusal
