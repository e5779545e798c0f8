"""What an officer says of a result that was set elsewhere: its file, who signs, and where."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.drafting import SubmitForm
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.files.forms import StoredFileField, Upload
from tinhso.kernel.web.edges import EDGES, edge_fields
from tinhso.signing.services import PLACES, PlaceInMm

if TYPE_CHECKING:
    from tinhso.dossiers.queries.work_page import WorkPage

NAMES: Final[Mapping[str, str | Promise]] = {
    "signer": _("Chữ ký của lãnh đạo"),
    "number": _("Số, ký hiệu"),
    "date": _("Ngày, tháng, năm"),
}


class BroughtForm(SubmitForm):
    """The file, and who is to sign it."""

    def build(self) -> None:
        """Take a PDF; offer who may sign."""
        super().build()
        self.fields["file"] = StoredFileField(
            use="dossiers.brought_result",
            label=_("Tệp PDF đã soạn"),
            error_messages={"required": _("Hãy chọn tệp PDF.")},
        )
        self.order_fields(["version", "file", "signer"])

    def upload(self) -> Upload:
        """Return the file."""
        given: Upload = self.cleaned_data["file"]
        return given


class PlaceForm(SubmitForm):
    """Where on the pages signature, number and date go, in millimetres."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, desk: "WorkPage", places: Mapping[str, PlaceInMm]
    ) -> None:
        """Begin with what is known."""
        self.known = places
        super().__init__(data, None, desk=desk)

    def build(self) -> None:
        """Make five fields for each place."""
        super().build()
        for name in PLACES:
            self.fields.update(edge_fields(name, initial=self.known[name]))

    def rows(self) -> Iterator[tuple[str, str | Promise, list[forms.BoundField]]]:
        """Yield each place with its name and fields."""
        for name in PLACES:
            yield name, NAMES[name], [self[f"{name}_{edge}"] for edge in EDGES]

    def places(self) -> dict[str, PlaceInMm]:
        """Return what was set."""
        return {
            name: PlaceInMm(**{edge: self.cleaned_data[f"{name}_{edge}"] for edge in EDGES})
            for name in PLACES
        }

    def refuse(self, refusal: DomainError) -> None:
        """Put what is wrong with a place beside its page."""
        if isinstance(refusal, Invalid) and refusal.fields:
            named = {
                f"{name}_page" if name in PLACES else name: said
                for name, said in refusal.fields.items()
            }
            refusal = Invalid(refusal.message, fields=named)
        super().refuse(refusal)
