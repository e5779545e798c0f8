"""What is chosen at the ticket machine, and what arranges a desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Queue, ServiceCounter
from tinhso.dossiers.rules.queueing import ReceiptWidth, TicketPriority
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.fields import data_choices


class TicketForm(forms.Form):
    """One tap at the machine: for which queue, of which priority."""

    queue = forms.UUIDField(error_messages={"required": _("Hãy chọn việc bạn cần làm.")})
    token = forms.UUIDField(required=False)
    priority = forms.ChoiceField(required=False, choices=[("", ""), *TicketPriority.choices])


class RefusedForm(forms.Form):
    """A form that shows what a service refused at its place."""

    def refuse(self, refusal: Invalid) -> None:
        """Put each sentence beside its field, with what was typed kept."""
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))
        if not refusal.fields:
            self.add_error(None, str(refusal.message))


class QueueForm(RefusedForm):
    """One queue of a desk."""

    letter = forms.CharField(
        label=_("Chữ cái"), max_length=2, help_text=_("Đứng trước số: A001, B001.")
    )
    name = forms.CharField(
        label=_("Tên hàng chờ"),
        max_length=120,
        help_text=_("Lời người dân hiểu ngay: Khai sinh, kết hôn, khai tử."),
    )
    detail = forms.CharField(label=_("Giải thích"), max_length=200, required=False)
    field_keys = forms.MultipleChoiceField(
        label=_("Lĩnh vực"), required=False, widget=forms.CheckboxSelectMultiple
    )
    slot_capacity = forms.IntegerField(
        label=_("Lượt hẹn mỗi nửa giờ"),
        min_value=0,
        max_value=100,
        help_text=_("0 thì không nhận đặt hẹn."),
    )
    is_open = forms.BooleanField(label=_("Đang dùng"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        queue: Queue | None,
        fields: Sequence[tuple[str, str]],
    ) -> None:
        """Show what stands, or an empty queue in use."""
        known = {} if queue is None else {key: getattr(queue, key) for key in self.base_fields}
        super().__init__(data, initial=known or {"is_open": True, "slot_capacity": 0})
        offered = self.fields["field_keys"]
        if isinstance(offered, forms.MultipleChoiceField):
            offered.choices = data_choices(fields)


class CounterForm(RefusedForm):
    """One counter of a desk."""

    number = forms.IntegerField(label=_("Quầy số"), min_value=1, max_value=999)
    queues = forms.MultipleChoiceField(
        label=_("Nhận hàng chờ"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một hàng chờ.")},
    )
    opens_at = forms.TimeField(
        label=_("Mở cửa lúc"),
        required=False,
        help_text=_("Để trống thì theo giờ làm việc của cơ quan."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    closes_at = forms.TimeField(
        label=_("Đóng cửa lúc"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    on_days_off = forms.BooleanField(label=_("Trực cả ngày nghỉ"), required=False)
    is_priority = forms.BooleanField(
        label=_("Quầy ưu tiên"),
        required=False,
        help_text=_("Gọi trước người cao tuổi, người khuyết tật, phụ nữ mang thai."),
    )
    receipt_width = forms.ChoiceField(
        label=_("Khổ giấy tiếp nhận, biên lai"),
        choices=ReceiptWidth.choices,
        initial=ReceiptWidth.A5,
        required=False,
    )
    is_open = forms.BooleanField(label=_("Đang dùng"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        counter: ServiceCounter | None,
        queues: Sequence[Queue],
    ) -> None:
        """Show what stands, or the next free number."""
        known: dict[str, Any] = {"is_open": True}
        if counter is not None:
            known = {key: getattr(counter, key) for key in self.base_fields if key != "queues"}
            known["queues"] = [str(one.uid) for one in counter.queues.all()]
        super().__init__(data, initial=known)
        offered = self.fields["queues"]
        if isinstance(offered, forms.MultipleChoiceField):
            offered.choices = data_choices((str(one.uid), str(one)) for one in queues)
