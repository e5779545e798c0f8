"""What is typed for a council: calling a sitting, moving it, writing down what it said."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.forms.queueing import RefusedForm
from tinhso.dossiers.forms.work import WorkForm, moment_field, text_field
from tinhso.dossiers.queries.council import (
    CaseLine,
    last_members,
    officials_in,
    signers_in,
    to_come,
)
from tinhso.dossiers.queries.suggesting import next_visit
from tinhso.dossiers.rules.council import CouncilState, Vote
from tinhso.dossiers.services.council import CouncilCall, SeatInput
from tinhso.kernel.web.fields import DataText, data_choices
from tinhso.kernel.web.words import when

if TYPE_CHECKING:
    from tinhso.dossiers.queries.council import SittingPage

NEW: Final = "new"
SEPARATOR: Final = ";"


def place_field() -> forms.CharField:
    """Return the field for where a sitting is."""
    return forms.CharField(label=_("Địa điểm"), max_length=300, required=False)


class CallForm(WorkForm):
    """The question, and either a sitting that is called already or a new one with its members."""

    question = text_field(
        _("Việc cần hội đồng cho ý kiến"),
        help_text=_("In vào biên bản; thành viên đọc được."),
        error_messages={"required": _("Hãy tóm tắt việc cần hội đồng cho ý kiến.")},
    )
    sitting = forms.ChoiceField(label=_("Phiên họp"))
    at = moment_field(_("Thời gian họp"))
    place = place_field()
    chair = forms.ChoiceField(label=_("Chủ trì"), help_text=_("Người ký biên bản."), required=False)
    members = forms.MultipleChoiceField(
        label=_("Thành viên là cán bộ của cơ quan"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    others = forms.CharField(
        label=_("Thành viên khác"),
        help_text=_("Mỗi người một dòng: họ tên; chức danh. Ví dụ: Hoàng Thị Lan; trưởng xóm."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )
    content = text_field(_("Ghi thêm trong giấy mời"), rows=2, required=False)

    def build(self) -> None:
        """Offer sittings to come, and the members of the last one for a new one."""
        dossier = self.desk.dossier
        coming = to_come(dossier=dossier, actor=self.desk.actor)
        chosen = [(str(one.uid), DataText(f"{when(one.at)}, {one.place}")) for one in coming]
        self.fields["sitting"].choices = [(NEW, gettext("Mời một phiên mới")), *chosen]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["sitting"].initial = str(coming[0].uid) if coming else NEW
        self.fields["at"].required = False
        self.fields["at"].initial = next_visit(dossier=dossier)
        leaders = [(str(x.uid), x.name) for x in signers_in(dossier.resolving_agency_id)]
        self.fields["chair"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", gettext("Chọn người chủ trì")),
            *data_choices(leaders),
        ]
        mine = self.desk.actor.id
        offered = [(str(x.uid), x.name) for x in officials_in(dossier.resolving_agency_id)]
        offered = [one for one in offered if one[0] != str(mine)]
        self.fields["members"].choices = data_choices(offered)  # type: ignore[attr-defined]  # a ChoiceField
        chair, seats = last_members(dossier=dossier)
        self.fields["chair"].initial = str(chair or "")
        self.fields["members"].initial = [str(seat.account) for seat in seats if seat.account]
        self.fields["others"].initial = "\n".join(
            f"{seat.name}{SEPARATOR} {seat.title}" if seat.title else seat.name
            for seat in seats
            if not seat.account
        )

    def clean(self) -> dict[str, Any]:
        """Ask for time and chair of a new sitting only."""
        cleaned = super().clean() or {}
        if cleaned.get("sitting") == NEW:
            if not cleaned.get("at") and "at" not in self.errors:
                self.add_error("at", _("Hãy ghi ngày và giờ."))
            if not cleaned.get("chair"):
                self.add_error("chair", _("Hãy chọn lãnh đạo chủ trì, người ký biên bản."))
        return cleaned

    def call(self) -> CouncilCall | None:
        """Return the new sitting, or None when one that is called was chosen."""
        given = self.cleaned_data
        if given["sitting"] != NEW:
            return None
        return CouncilCall(
            at=given["at"],
            place=given["place"],
            chair=UUID(given["chair"]),
            seats=[
                *(SeatInput(account=UUID(one)) for one in given["members"]),
                *(_typed(line) for line in given["others"].splitlines() if line.strip()),
            ],
            content=given["content"],
        )

    def sitting_uid(self) -> UUID | None:
        """Return the chosen sitting."""
        chosen = self.cleaned_data["sitting"]
        return None if chosen == NEW else UUID(chosen)


def _typed(line: str) -> SeatInput:
    name, _semicolon, title = line.partition(SEPARATOR)
    return SeatInput(name=name.strip(), title=title.strip())


class MoveForm(RefusedForm):
    """Another time or place, and why."""

    at = moment_field(_("Thời gian họp"))
    place = place_field()
    reason = forms.CharField(
        label=_("Vì sao dời"),
        max_length=300,
        error_messages={"required": _("Hãy ghi vì sao dời.")},
    )


class CallOffForm(RefusedForm):
    """Why a sitting is called off."""

    reason = forms.CharField(
        label=_("Vì sao hủy"),
        max_length=300,
        error_messages={"required": _("Hãy ghi vì sao hủy.")},
    )


class MinutesForm(RefusedForm):
    """Who was there, how each voted on each dossier, what was said."""

    attended = forms.MultipleChoiceField(
        label=_("Có mặt"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy đánh dấu người có mặt.")},
    )
    minutes = forms.CharField(
        label=_("Diễn biến phiên họp"),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Hãy ghi diễn biến phiên họp.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, page: "SittingPage") -> None:
        """Make a box for each member, and for each dossier the votes."""
        super().__init__(data)
        self.page = page
        seats = [(str(seat.uid), f"{seat.name} {seat.title}".strip()) for seat in page.seats]
        self.fields["attended"].choices = data_choices(seats)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["minutes"].initial = page.sitting.minutes
        is_again = page.sitting.state == CouncilState.HELD
        self.fields["attended"].initial = [
            str(seat.uid)
            for seat in page.seats
            if (seat.attended if is_again else seat.reply != "absent")
        ]
        for line in page.open_cases:
            self._make_votes(line)

    def _make_votes(self, line: CaseLine) -> None:
        blank = [("", gettext("Như mọi người")), *Vote.choices]
        self.fields[f"case_{line.case.uid}"] = forms.ChoiceField(
            label=gettext("Mọi người có mặt"),
            choices=[("", gettext("Chọn")), *Vote.choices],
            required=False,
        )
        for seat in self.page.seats:
            self.fields[f"vote_{line.case.uid}_{seat.uid}"] = forms.ChoiceField(
                label=DataText(seat.name),
                choices=blank,
                required=False,
                initial=line.votes.get(seat.pk, ""),
            )
        self.fields[f"conditions_{line.case.uid}"] = forms.CharField(
            label=gettext("Điều kiện, ý kiến kèm theo"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            initial=line.case.conditions,
        )

    def lines(
        self,
    ) -> list[tuple[CaseLine, forms.BoundField, list[forms.BoundField], forms.BoundField]]:
        """Return each dossier with its fields."""
        return [
            (
                line,
                self[f"case_{line.case.uid}"],
                [self[f"vote_{line.case.uid}_{seat.uid}"] for seat in self.page.seats],
                self[f"conditions_{line.case.uid}"],
            )
            for line in self.page.open_cases
        ]

    def attended_seats(self) -> frozenset[UUID]:
        """Return who was there."""
        return frozenset(UUID(one) for one in self.cleaned_data["attended"])

    def votes(self) -> dict[UUID, dict[UUID, str]]:
        """Return each member's vote on each dossier: his own, else everybody's."""
        given = self.cleaned_data
        return {
            line.case.uid: {
                seat.uid: given[f"vote_{line.case.uid}_{seat.uid}"]
                or given[f"case_{line.case.uid}"]
                for seat in self.page.seats
            }
            for line in self.page.open_cases
        }

    def conditions(self) -> dict[UUID, str]:
        """Return what was added on each dossier."""
        return {
            line.case.uid: self.cleaned_data[f"conditions_{line.case.uid}"]
            for line in self.page.open_cases
        }
