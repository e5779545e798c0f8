"""What people give to batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.web.edges import EDGES, edge_fields
from tinhso.kernel.web.fields import data_choices
from tinhso.signing.rules import BatchAct, Format
from tinhso.signing.services.brought import PlaceInMm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

LEVELS = (("B-T", "B-T"), ("B-LT", "B-LT"), ("B-LTA", "B-LTA (PDF)"))


class ManyFilesInput(forms.ClearableFileInput):
    """A chooser of files that takes many."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Files of one form, each looked at as one file is."""

    widget = ManyFilesInput

    def clean(self, data: object, initial: object = None) -> list[UploadedFile[bytes]]:
        """Return every file that was sent."""
        given = data if isinstance(data, list) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


class BatchForm(forms.Form):
    """Which files, and what is to be done with each."""

    act = forms.ChoiceField(label=gettext_lazy("Việc cần làm"), widget=forms.RadioSelect)
    chosen = ManyFilesField(
        label=gettext_lazy("Các tệp"), widget=ManyFilesInput(attrs={"multiple": True})
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Định dạng chữ ký"),
        choices=Format.choices,
        initial=Format.PADES,
        required=False,
        help_text=gettext_lazy("Chỉ dùng khi ký số."),
    )
    together = forms.BooleanField(
        label=gettext_lazy("Gộp mọi tệp vào một gói, một chữ ký"),
        required=False,
        help_text=gettext_lazy(
            "Chỉ với định dạng gói nhiều tệp (ASiC-E). Không chọn thì mỗi tệp một gói riêng."
        ),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Mức chữ ký"),
        required=False,
        help_text=gettext_lazy("Để trống thì theo mức của hệ thống. Nâng mức thì phải chọn."),
    )
    serial = forms.ChoiceField(label=gettext_lazy("Ký bằng chứng thư"), required=False)
    picture = forms.BooleanField(
        label=gettext_lazy("Hiện ảnh chữ ký trên trang"),
        initial=True,
        required=False,
        help_text=gettext_lazy(
            "Chỉ với tệp PDF. Chỗ ký được tìm phía trên tên bạn; bạn xem và dời được trước khi ký."
        ),
    )
    title = forms.CharField(
        label=gettext_lazy("Tên lô"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Để trống thì lấy tên tệp đầu tiên."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        *,
        acts: Sequence[BatchAct],
        keys: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Offer the acts that the reader may have done, and his keys where he has several."""
        super().__init__(data, files, initial={"act": acts[0]})
        act, level = self.fields["act"], self.fields["level"]
        if isinstance(act, forms.ChoiceField) and isinstance(level, forms.ChoiceField):
            act.choices = [(one.value, one.label) for one in acts]
            level.choices = [("", gettext_lazy("Theo hệ thống")), ("B-B", "B-B"), *LEVELS]
        serial = self.fields["serial"]
        if isinstance(serial, forms.ChoiceField) and len(keys) > 1:
            serial.choices = data_choices(keys)
        else:
            del self.fields["serial"]
        if BatchAct.SIGN not in acts:
            del self.fields["picture"], self.fields["together"]
        most: int = settings.TINHSO_BATCH_FILE_MB
        count = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        self.fields["chosen"].help_text = _(
            "Mỗi lần gửi nhiều nhất %(count)s tệp, mỗi tệp nhiều nhất %(most)s MB."
        ) % {"count": count, "most": most}
        self.fields["chosen"].widget.attrs |= {
            "data-most": count,
            "data-most-words": _(
                "Bạn đã chọn {n} tệp; mỗi lần gửi nhiều nhất {most} tệp. Hãy gửi thành nhiều lần."
            ),
        }


class SignerPlaceForm(forms.Form):
    """Where a signature's picture stands on one file, or that none is to be seen."""

    def __init__(self, data: QueryDict | None = None, *, known: PlaceInMm) -> None:
        """Begin with what was found, or where a signature usually stands."""
        super().__init__(data)
        self.fields.update(edge_fields("signer", initial=known))

    def edges(self) -> list[forms.BoundField]:
        """Return the fields in their order."""
        return [self[f"signer_{edge}"] for edge in EDGES]

    def place(self) -> PlaceInMm:
        """Return what was set."""
        return PlaceInMm(**{edge: self.cleaned_data[f"signer_{edge}"] for edge in EDGES})


class GrantForm(forms.Form):
    """Which system may use a key."""

    client = forms.ChoiceField(label=gettext_lazy("Hệ thống kết nối"))

    def __init__(
        self, data: QueryDict | None = None, *, clients: Sequence[tuple[str, str]]
    ) -> None:
        """Offer the systems of the key's agency that have the service."""
        super().__init__(data)
        client = self.fields["client"]
        if isinstance(client, forms.ChoiceField):
            client.choices = [("", "—"), *data_choices(clients)]
