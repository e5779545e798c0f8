"""What specialists, heads, leaders and clerks type for each act on a dossier."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.desk import LONGEST_TEXT, DeskForm
from tinhso.dossiers.queries.suggesting import later_promise, next_visit
from tinhso.dossiers.rules.process import OPINIONS
from tinhso.dossiers.services.inputs import ConsultInput
from tinhso.kernel.files.forms import StoredFileField, Upload
from tinhso.kernel.web.moments import MomentField
from tinhso.organization import queries as organization

if TYPE_CHECKING:
    from tinhso.dossiers.queries.officials import Official
    from tinhso.dossiers.queries.work_page import WorkPage

MOST_CONSULTED: Final = 5
OPINION_WORDS: Final = {
    "agree": _("Đồng ý"),
    "disagree": _("Không đồng ý"),
    "conditions": _("Đồng ý có điều kiện"),
}


def moment_field(label: object, *, help_text: object = "") -> MomentField:
    """Return a field for a day with its hour, as browsers send it or as typed."""
    return MomentField(
        label=label,
        help_text=help_text,
        error_messages={
            "required": _("Hãy ghi ngày và giờ."),
            "invalid": _("Hãy ghi ngày và giờ, ví dụ 25/11/2026 08:30."),
        },
    )


def text_field(label: object, *, rows: int = 3, **options: Any) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazy words
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


class WorkForm(DeskForm):
    """A form over one dossier of those who resolve it."""

    desk: "WorkPage"


class AssignForm(WorkForm):
    """To whom, with what lies in each one's hands beside the name."""

    assignee = forms.ChoiceField(
        label=_("Giao cho"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn người được giao.")},
    )
    note = forms.CharField(
        label=_("Lời dặn"),
        help_text=_("Chỉ cán bộ đọc; người nộp không thấy."),
        required=False,
        max_length=500,
    )

    def build(self) -> None:
        """Offer the officials of the unit, but not who has it already."""
        self.offered = [o for o in self.desk.officials if o.uid != self.desk.dossier.assignee]
        self.fields["assignee"].choices = official_choices(self.offered)  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> UUID:
        """Return the chosen official."""
        return UUID(self.cleaned_data["assignee"])


def official_choices(officials: "Sequence[Official]") -> list[tuple[str, str]]:
    """Return officials as choices with their load in words."""
    found = []
    for official in officials:
        if official.late:
            words = gettext("%(name)s: đang giữ %(load)s hồ sơ, %(late)s quá hạn")
        else:
            words = gettext("%(name)s: đang giữ %(load)s hồ sơ")
        told = words % {"name": official.name, "load": official.load, "late": official.late}
        found.append((str(official.uid), told))
    return found


class UnmaskForm(WorkForm):
    """Why identity numbers are read in full; the person reads it as well."""

    purpose = forms.CharField(
        label=_("Xem số đầy đủ để làm gì?"),
        help_text=_("Người trong hồ sơ đọc được câu này cùng tên bạn."),
        max_length=200,
        error_messages={"required": _("Hãy ghi vì sao cần xem số đầy đủ.")},
    )


class AppraisalForm(WorkForm):
    """The appraisal sheet: each paper looked at, and what was found."""

    text = text_field(_("Nhận xét"), rows=4, required=False)

    def build(self) -> None:
        """Make a box for each paper of the procedure, and for the form itself."""
        for line in self.desk.components:
            self.fields[f"muc_{line.component.key}"] = forms.BooleanField(
                label=line.component.name, required=False
            )
        self.order_fields([name for name in self.fields if name != "text"] + ["text"])

    def boxes(self) -> list[forms.BoundField]:
        """Return the boxes."""
        return [self[name] for name in self.fields if name.startswith("muc_")]

    def items(self) -> dict[str, bool]:
        """Return which papers were found in order."""
        return {
            name.removeprefix("muc_"): bool(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("muc_")
        }


class ConsultForm(WorkForm):
    """Several agencies at once, each with its own question and its own hours."""

    def build(self) -> None:
        """Make lines for as many agencies as may be asked at once."""
        own = self.desk.dossier.resolving_agency_id
        periods = organization.agencies_at().exclude(agency_id=own)
        agencies = [(str(p.agency_id), p.name) for p in periods]
        known = self.desk.dossier.procedure_version.settings_data.get("consultation_working_hours")
        hours = known if isinstance(known, int) else 24
        for n in range(1, MOST_CONSULTED + 1):
            self.fields[f"agency_{n}"] = forms.ChoiceField(
                label=_("Cơ quan %(n)s") % {"n": n},
                choices=[("", gettext("Chọn cơ quan")), *agencies],
                required=n == 1,
                error_messages={"required": gettext("Hãy chọn cơ quan.")},
            )
            self.fields[f"question_{n}"] = text_field(
                _("Nội dung cần hỏi"), rows=2, required=n == 1
            )
            self.fields[f"hours_{n}"] = forms.IntegerField(
                label=_("Số giờ làm việc để trả lời"),
                min_value=1,
                max_value=240,
                initial=hours,
                required=False,
            )

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return the fields of each line."""
        return [
            (self[f"agency_{n}"], self[f"question_{n}"], self[f"hours_{n}"])
            for n in range(1, MOST_CONSULTED + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the question of each chosen agency, and ask none twice."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for n in range(1, MOST_CONSULTED + 1):
            agency = cleaned.get(f"agency_{n}")
            if agency and not (cleaned.get(f"question_{n}") or "").strip():
                if f"question_{n}" not in self.errors:
                    self.add_error(f"question_{n}", _("Hãy ghi nội dung cần hỏi."))
            elif cleaned.get(f"question_{n}") and not agency and n > 1:
                self.add_error(f"agency_{n}", _("Hãy chọn cơ quan."))
            if agency and agency in seen:
                self.add_error(f"agency_{n}", _("Cơ quan này đã được chọn ở trên."))
            seen.add(agency or "")
        return cleaned

    def parties(self) -> list[ConsultInput]:
        """Return whom to ask what."""
        given = self.cleaned_data
        return [
            ConsultInput(
                agency_id=int(given[f"agency_{n}"]),
                question=given[f"question_{n}"],
                hours=given[f"hours_{n}"] or 24,
            )
            for n in range(1, MOST_CONSULTED + 1)
            if given.get(f"agency_{n}")
        ]


class AnswerForm(WorkForm):
    """A consulted agency's opinion."""

    opinion = forms.ChoiceField(
        label=_("Ý kiến"),
        choices=[(code, OPINION_WORDS[code]) for code in OPINIONS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một ý kiến.")},
    )
    answer = text_field(
        _("Nội dung"), required=False, help_text=_("Bắt buộc khi không đồng ý hoặc có điều kiện.")
    )

    def build(self) -> None:
        """Let a paper come with it."""
        self.fields["file"] = StoredFileField(
            use="dossiers.component", label=_("Văn bản kèm theo"), required=False
        )

    def upload(self) -> Upload | None:
        """Return the paper that came with it."""
        return self.cleaned_data.get("file")


class InviteForm(WorkForm):
    """When and where the visit is, who comes, what is looked at."""

    at = moment_field(_("Thời gian"))
    place = forms.CharField(
        label=_("Địa điểm"),
        max_length=300,
        error_messages={"required": _("Hãy ghi địa điểm.")},
    )
    people = forms.CharField(label=_("Thành phần"), max_length=300, required=False)
    content = text_field(_("Nội dung kiểm tra"), required=False)

    def build(self) -> None:
        """Begin with the hour the applicant asked for, and the place of the last invitation."""
        check = self.desk.field_check
        self.fields["at"].initial = next_visit(dossier=self.desk.dossier)
        if check is not None:
            self.fields["at"].initial = check.wished_at or self.fields["at"].initial
            self.fields["place"].initial = check.place
            self.fields["people"].initial = check.people
            self.fields["content"].initial = check.content


class RecordForm(WorkForm):
    """What was found on site, with a photograph."""

    outcome = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[
            ("met", _("Đạt")),
            ("not_met", _("Không đạt")),
            ("not_done", _("Không thực hiện được")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn kết quả kiểm tra.")},
    )
    findings = text_field(
        _("Ghi nhận tại chỗ"),
        rows=4,
        error_messages={"required": _("Hãy ghi những gì đã thấy tại chỗ.")},
    )

    def build(self) -> None:
        """Let a photograph come with it, the telephone's camera first."""
        self.fields["file"] = StoredFileField(
            use="dossiers.component", label=_("Ảnh hoặc biên bản"), camera=True, required=False
        )

    def upload(self) -> Upload | None:
        """Return the photograph."""
        return self.cleaned_data.get("file")


class ExtendForm(WorkForm):
    """The new time, once, with the apology's reason."""

    due_at = moment_field(
        _("Hẹn lại"), help_text=_("Chỉ hẹn lại một lần; phải là giờ của một ngày làm việc.")
    )
    reason = text_field(
        _("Lý do chậm"),
        help_text=_("In trên phiếu xin lỗi gửi người nộp."),
        error_messages={"required": _("Hãy ghi lý do chậm.")},
    )

    def build(self) -> None:
        """Offer a working day after the promise that stands; what has passed is no choice."""
        field, dossier = self.fields["due_at"], self.desk.dossier
        field.initial = later_promise(dossier=dossier)
        earliest = max(dossier.due_at or timezone.now(), timezone.now()) + timedelta(minutes=1)
        field.widget.attrs["min"] = f"{timezone.localtime(earliest):%Y-%m-%dT%H:%M}"

    def moment(self) -> datetime:
        """Return the new time."""
        found: datetime = self.cleaned_data["due_at"]
        return found


class ObligationForm(WorkForm):
    """The paper that names the money owed, or the one that proves it was paid."""

    document = forms.CharField(label=_("Số, ngày văn bản"), max_length=200)

    def build(self) -> None:
        """Ask for the notice first, for the proof later."""
        if self.desk.obligation is not None:
            self.fields["document"].label = gettext("Số, ngày chứng từ nộp tiền")
            self.fields["document"].initial = self.desk.obligation.sent_proof
            self.fields["document"].error_messages["required"] = gettext(
                "Hãy ghi số chứng từ nộp tiền."
            )
        else:
            self.fields["document"].label = gettext("Số, ngày văn bản thông báo")
            self.fields["document"].error_messages["required"] = gettext(
                "Hãy ghi văn bản thông báo nghĩa vụ tài chính."
            )


class NoteForm(WorkForm):
    """Words among colleagues."""

    text = text_field(
        _("Ghi chú nội bộ"),
        rows=2,
        help_text=_("Người nộp không thấy."),
        error_messages={"required": _("Hãy ghi nội dung.")},
    )


class TellForm(WorkForm):
    """Words to the applicant."""

    text = text_field(
        _("Nhắn người nộp"),
        rows=2,
        help_text=_("Người nộp đọc được trên trang hồ sơ và được báo."),
        error_messages={"required": _("Hãy viết lời nhắn.")},
    )


class LinkForm(WorkForm):
    """Another dossier that belongs to this one."""

    code = forms.CharField(
        label=_("Mã hồ sơ liên quan"),
        max_length=64,
        error_messages={"required": _("Hãy ghi mã hồ sơ.")},
    )
    reason = forms.CharField(label=_("Vì sao"), max_length=200, required=False)
