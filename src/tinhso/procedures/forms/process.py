"""Steps of a process and their moves, as forms of the editor."""

from typing import Any, ClassVar, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tinhso.kernel.web.fields import DataText
from tinhso.kernel.workflow.definition import Relation, StepKind
from tinhso.kernel.workflow.registry import guards
from tinhso.procedures.drafting.layout import STATIONS, Content
from tinhso.procedures.drafting.places import place_at, rows_at
from tinhso.procedures.forms.rows import RowForm, line
from tinhso.procedures.registry import process_acts

STEP_KINDS: Final = (
    (StepKind.TASK, _("Việc của một người")),
    (StepKind.FIELD_CHECK, _("Kiểm tra thực địa")),
    (StepKind.CONSULTATION, _("Lấy ý kiến cơ quan khác")),
    (StepKind.SIGN, _("Ký")),
    (StepKind.NUMBER_AND_SEAL, _("Cấp số và đóng dấu")),
    (StepKind.DESK, _("Việc ở bộ phận một cửa")),
    (StepKind.WAIT, _("Chờ bên ngoài")),
    (StepKind.SPLIT, _("Rẽ nhiều nhánh song song")),
    (StepKind.JOIN, _("Gộp các nhánh")),
    (StepKind.END, _("Kết thúc")),
)
ROLE_NAMES: Final = (
    ("desk", _("Cán bộ một cửa")),
    ("specialist", _("Chuyên viên")),
    ("leader", _("Lãnh đạo")),
    ("clerk", _("Văn thư")),
)
RELATION_NAMES: Final = (
    (Relation.RECEIVING, _("Cơ quan tiếp nhận")),
    (Relation.RESOLVING, _("Cơ quan giải quyết")),
    (Relation.CONSULTED, _("Cơ quan được hỏi ý kiến")),
    (Relation.SUPPORT, _("Cơ quan phối hợp")),
)


def station_choices(content: Content) -> list[tuple[str, Any]]:
    """Return the steps of the draft's process to choose from."""
    rows = rows_at(content, place_at("buoc/them/"))
    return [(str(row.get("key")), DataText(STATIONS.name_of(row))) for row in rows]


class StationForm(RowForm):
    """A step: who, how long, and for gates where they lead."""

    words: ClassVar = ("name",)
    drops_empty: ClassVar = True

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Loại bước"), choices=[(str(k), n) for k, n in STEP_KINDS])
    name = line(_("Tên bước"), most=200)
    name_en = line(_("Tên bước, tiếng Anh"), required=False, most=200)
    role = forms.ChoiceField(
        label=_("Ai làm"), choices=[("", _("Chưa chọn")), *ROLE_NAMES], required=False
    )
    relation = forms.ChoiceField(
        label=_("Ở cơ quan nào"),
        choices=[("", _("Chưa chọn")), *[(str(k), n) for k, n in RELATION_NAMES]],
        required=False,
    )
    hours = forms.IntegerField(
        label=_("Số giờ làm việc"),
        required=False,
        min_value=0,
        max_value=8000,
        help_text=_("Tám giờ là một ngày làm việc."),
    )
    silence = forms.ChoiceField(
        label=_("Quá hạn không trả lời thì"),
        required=False,
        choices=[
            ("wait", _("chờ tiếp")),
            ("proceed", _("coi là đồng ý")),
            ("report", _("báo lãnh đạo")),
        ],
    )
    to = forms.ChoiceField(label=_("Xong thì đến bước"), required=False)
    otherwise = forms.ChoiceField(
        label=_("Không cần bước này thì đến"),
        required=False,
        help_text=_("Chỉ dùng khi bước có điều kiện."),
    )
    branches = forms.MultipleChoiceField(
        label=_("Các nhánh bắt đầu ở"), required=False, widget=forms.CheckboxSelectMultiple
    )
    join = forms.ChoiceField(label=_("Các nhánh gộp ở"), required=False)
    outcome = line(_("Mã kết cục"), required=False, most=40, help_text=_("Ví dụ: resolved"))

    def prepare(self) -> None:
        """Offer the process's steps; keep only what this kind of step can use."""
        mine = str(self.row.get("key", ""))
        stations = [pair for pair in station_choices(self.content) if pair[0] != mine]
        for name in ("to", "otherwise", "join"):
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [("", _("Chưa chọn")), *stations]
        cast(forms.MultipleChoiceField, self.fields["branches"]).choices = stations
        role = str(self.row.get("role", ""))
        if role and role not in dict(ROLE_NAMES):
            choices = [("", _("Chưa chọn")), *ROLE_NAMES, (role, role)]
            cast(forms.ChoiceField, self.fields["role"]).choices = choices
        kind = StepKind(str(self.data.get("kind") or self.row.get("kind") or StepKind.TASK))
        for name in self._unused(kind):
            del self.fields[name]

    def _unused(self, kind: StepKind) -> set[str]:
        unused = set()
        if not kind.is_worked:
            unused |= {"role", "relation", "hours"}
        if kind is not StepKind.CONSULTATION:
            unused |= {"silence"}
        if kind not in {StepKind.CONSULTATION, StepKind.JOIN}:
            unused |= {"to"}
        if kind is not StepKind.SPLIT:
            unused |= {"branches", "join"}
        if kind is not StepKind.END:
            unused |= {"outcome"}
        if "when" not in self.row:
            unused |= {"otherwise"}
        return unused

    def row_of(self) -> dict[str, object]:
        """Return the step; a step that people work keeps its hours even when they are none."""
        gone = {name for name in self.base_fields if name not in self.fields} - {"otherwise"}
        row = {key: value for key, value in super().row_of().items() if key not in gone}
        if "hours" in self.fields:
            row["hours"] = self.cleaned_data["hours"] or 0
        return row


class MoveForm(RowForm):
    """A way out of a step: one of the things the house can do there."""

    words: ClassVar = ("label",)
    drops_empty: ClassVar = True

    key = forms.ChoiceField(label=_("Việc làm"))
    label = line(
        _("Chữ trên nút"), required=False, most=100, help_text=_("Để trống thì dùng tên của việc.")
    )
    label_en = line(_("Chữ trên nút, tiếng Anh"), required=False, most=100)
    to = forms.ChoiceField(label=_("Đến bước"), required=False)
    reason = forms.ChoiceField(
        label=_("Lý do"),
        choices=[
            ("none", _("không hỏi")),
            ("optional", _("có thể ghi")),
            ("required", _("phải ghi")),
        ],
        initial="none",
    )
    guards = forms.MultipleChoiceField(
        label=_("Chỉ chuyển được khi"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        """Offer the acts that make sense at this kind of step, and the process's steps."""
        kind = self._kind()
        acts = [
            (key, act.label)
            for key, act in process_acts
            if kind in act.kinds or key == self.row.get("key")
        ]
        cast(forms.ChoiceField, self.fields["key"]).choices = acts
        field = cast(forms.ChoiceField, self.fields["to"])
        field.choices = [("", _("Chưa chọn")), *station_choices(self.content)]
        if kind is StepKind.CONSULTATION:
            del self.fields["to"]
        known = [(key, guard.label) for key, guard in guards]
        cast(forms.MultipleChoiceField, self.fields["guards"]).choices = known

    def _kind(self) -> StepKind:
        above = self.place.above if self.place else None
        rows = rows_at(self.content, above) if above else []
        row = rows[above.index] if above and above.index is not None and rows else {}
        return StepKind(str(row.get("kind", StepKind.TASK)))

    def clean(self) -> dict[str, Any]:
        """Want to know where the move leads."""
        said = super().clean() or {}
        if "to" in self.fields and not said.get("to"):
            self.add_error("to", _("Hãy chọn bước mà cách chuyển này dẫn đến."))
        return said

    def row_of(self) -> dict[str, object]:
        """Return the move with what its act brings along: permission, way and words."""
        row = super().row_of()
        act = dict(process_acts)[self.cleaned_data["key"]]
        row["permission"] = act.permission
        row["kind"] = act.move.value
        if not self.cleaned_data["label"]:
            row["label"] = _in_both(act.label)
        return {key: value for key, value in row.items() if value not in ("", None, [])}


def _in_both(label: Any) -> dict[str, str]:  # a lazy text is no common type
    said = {}
    for language in ("vi", "en"):
        with override(language):
            said[language] = str(label)
    return said
