"""What the desk types for somebody who stands before it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import PartyKind, PartyRole
from tinhso.dossiers.queries import applying
from tinhso.dossiers.rules.arrival import carrier_faults, ways_for
from tinhso.dossiers.scanning import SCAN_GONE
from tinhso.dossiers.services.inputs import ArrivalInput, PartyInput
from tinhso.identity.queries import clean_number, clean_phone, is_tax_number
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.forms import StoredFileField
from tinhso.kernel.web.fields import DataText, data_choices
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion
    from tinhso.procedures.parts import Component

OWNER_MISSING = _("Hãy ghi tên chủ hồ sơ.")
TURN = "luot_"
"""How the field begins that says at which turn a part starts; the part's key follows."""
HANDED = [
    ("", _("Chưa có")),
    ("shown", _("Xuất trình")),
    ("paper", _("Nộp bản giấy")),
    ("file", _("Có tệp")),
]


class ChooseForm(forms.Form):
    """Which procedure, in everyday words or by its code."""

    q = forms.CharField(
        label=_("Người dân cần làm gì?"),
        help_text=_("Ví dụ: khai sinh, xây nhà. Gõ vài chữ rồi Enter."),
        required=False,
        max_length=200,
        widget=forms.SearchInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class ChosenField(forms.ChoiceField):
    """A choice that is always made: without another word the first one holds."""

    marks_optional = False


class IntakeForm(forms.Form):
    """The person, the agency and the papers of a walk-in, beside the procedure's own form."""

    card = forms.CharField(
        label=_("Quét mã QR thẻ căn cước"),
        help_text=_("Đặt con trỏ ở đây rồi quét, hoặc dán dòng chữ của mã."),
        required=False,
        max_length=600,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    owner_kind = ChosenField(
        label=_("Chủ hồ sơ là"),
        choices=PartyKind.choices,
        initial=PartyKind.CITIZEN,
        required=False,
    )
    owner_name = forms.CharField(
        label=_("Tên chủ hồ sơ"),
        max_length=200,
        error_messages={"required": OWNER_MISSING},
    )
    owner_number = forms.CharField(
        label=_("Số định danh, mã số thuế"), required=False, max_length=20
    )
    owner_birth = forms.CharField(label=_("Ngày sinh"), required=False, max_length=10)
    owner_phone = forms.CharField(label=_("Điện thoại"), required=False, max_length=20)
    owner_email = forms.EmailField(label=_("Thư điện tử"), required=False, max_length=200)
    owner_address = forms.CharField(label=_("Địa chỉ"), required=False, max_length=300)
    submitter_name = forms.CharField(
        label=_("Người nộp thay, người đại diện"), required=False, max_length=200
    )
    submitter_number = forms.CharField(
        label=_("Số định danh của người ấy"), required=False, max_length=20
    )
    proof = forms.CharField(label=_("Giấy ủy quyền"), required=False, max_length=200)
    agency = forms.ChoiceField(
        label=_("Cơ quan giải quyết"),
        error_messages={"required": _("Hãy chọn cơ quan giải quyết.")},
    )
    support = forms.ChoiceField(
        label=_("Nơi hỗ trợ nộp"),
        help_text=_("Ghi khi nơi khác đã giúp người dân chuẩn bị hồ sơ."),
        required=False,
    )
    way = ChosenField(label=_("Hồ sơ đến bằng"), required=False)
    carrier = forms.CharField(
        label=_("Đơn vị chuyển"),
        help_text=_("Ví dụ: bưu cục xã, tên công ty chuyển phát."),
        required=False,
        max_length=120,
    )
    tracking = forms.CharField(
        label=_("Số bưu gửi"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    copies = forms.IntegerField(label=_("Số bộ"), min_value=1, max_value=20, initial=1)
    has_paper = forms.BooleanField(label=_("Có hồ sơ giấy"), required=False, initial=True)
    electronic_only = forms.BooleanField(label=_("Chỉ nhận kết quả điện tử"), required=False)
    is_priority = forms.BooleanField(label=_("Ưu tiên"), required=False)
    sign_scans = forms.BooleanField(label=_("Ký số các bản quét"), required=False, initial=True)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        uploads: Mapping[str, Any] | None,
        *,
        version: "ProcedureVersion",
        components: "tuple[Component, ...]",
        scans: list[str],
        actor: Actor,
    ) -> None:
        """Offer the agencies competent today and a line for each paper."""
        super().__init__(data, uploads)  # type: ignore[arg-type]  # a QueryDict in real life
        self.actor = actor
        self.components = components
        agencies = applying.agencies_for(version=version)
        self.by_uid = {str(agency.uid): agency for agency in agencies}
        own = next((a for a in agencies if a.id == actor.agency_id), None)
        choices = data_choices((str(a.uid), a.name) for a in agencies)
        if own is None and actor.agency_id is not None and not agencies:
            own = organization.agency(actor.agency_id)
            choices = data_choices([(str(own.uid), own.name)])
            self.by_uid = {str(own.uid): own}
        self.fields["agency"].choices = [("", gettext("Chọn cơ quan")), *choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["agency"].initial = str(own.uid) if own is not None else ""
        helping = [info for info in applying.helping_agencies() if info.id != actor.agency_id]
        self.helping = {str(info.uid): info.id for info in helping}
        self.fields["support"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", gettext("Không có")),
            *data_choices((str(info.uid), info.name) for info in helping),
        ]
        ways = ways_for(version.channels)
        self.fields["way"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["way"].initial = ways[0].value if ways else ""
        self._add_turns(version)
        for component in components:
            self.fields[f"co_{component.key}"] = forms.ChoiceField(
                label=DataText(component.name), choices=HANDED, required=False
            )
            self.fields[f"tep_{component.key}"] = StoredFileField(
                use="dossiers.component", label=gettext("Tệp"), required=False, camera=True
            )
            name = f"quet_{component.key}"
            if scans or (data and data.get(name)):
                self.fields[name] = forms.ChoiceField(
                    label=gettext("Từ máy quét"),
                    choices=[("", gettext("Máy quét…")), *((scan, scan) for scan in scans)],
                    required=False,
                    error_messages={"invalid_choice": SCAN_GONE},
                )

    def _add_turns(self, version: "ProcedureVersion") -> None:
        """Ask at which turn each other agency's part of a linked request begins."""
        parts = procedures.linked_parts(version=version)
        turns = procedures.turns_of(version=version)
        self.part_keys = [part.key for part in parts[1:]]
        choices = [
            (str(turn), gettext("Lượt %(n)d") % {"n": turn}) for turn in range(1, len(parts) + 1)
        ]
        for part in parts[1:]:
            self.fields[f"{TURN}{part.key}"] = ChosenField(
                label=DataText(part.name),
                choices=choices,
                initial=str(turns.get(part.key, 1)),
                required=False,
            )

    def part_order(self) -> dict[str, int]:
        """Return at which turn each part of a linked request begins, as chosen."""
        given = self.cleaned_data
        return {key: int(turn) for key in self.part_keys if (turn := given[f"{TURN}{key}"])}

    def turn_fields(self) -> list[forms.BoundField]:
        """Return the fields of the order of parts; none of a request that is not linked."""
        return [self[f"{TURN}{key}"] for key in self.part_keys]

    def clean_owner_phone(self) -> str:
        """Take a telephone as it is dialled in Việt Nam."""
        typed: str = self.cleaned_data["owner_phone"]
        if not typed:
            return ""
        try:
            return clean_phone(typed)
        except ValueError:
            raise forms.ValidationError(
                _("Số điện thoại có 10 chữ số và bắt đầu bằng 0; hãy xem lại.")
            ) from None

    def clean_owner_kind(self) -> str:
        """Take who says nothing for a person."""
        return self.cleaned_data["owner_kind"] or PartyKind.CITIZEN

    def clean_owner_number(self) -> str:
        """Say when a number is no person's, or of what is no person no tax code."""
        typed: str = self.cleaned_data["owner_number"]
        if not self.is_organisation:
            return _number(typed)
        number = clean_number(typed)
        if number and not is_tax_number(number):
            raise forms.ValidationError(
                _("Mã số thuế có 10 chữ số, thêm 3 số của chi nhánh, hoặc 12 chữ số; hãy xem lại.")
            )
        return number

    def clean_submitter_number(self) -> str:
        """Say when a number is neither an ID nor a tax number."""
        return _number(self.cleaned_data["submitter_number"])

    def clean(self) -> None:
        """Ask, with all else that is missing, for what finds a sending again."""
        super().clean()
        typed = {name: self.cleaned_data.get(name) or "" for name in ("carrier", "tracking")}
        for name, said in carrier_faults(self.cleaned_data.get("way") or "", **typed).items():
            if name not in self.errors:
                self.add_error(name, said)

    @property
    def is_organisation(self) -> bool:
        """Tell whether its owner is no person, as chosen so far."""
        return str(self["owner_kind"].value() or PartyKind.CITIZEN) != PartyKind.CITIZEN

    @property
    def agency_id(self) -> int:
        """Return the agency that is to resolve it."""
        return self.by_uid[self.cleaned_data["agency"]].id

    @property
    def chosen_id(self) -> int | None:
        """Return the agency chosen so far, also while the form has faults."""
        found = self.by_uid.get(str(self["agency"].value() or ""))
        return found.id if found is not None else None

    @property
    def support_id(self) -> int | None:
        """Return the agency that helped to file, if one did."""
        return self.helping.get(self.cleaned_data["support"])

    @property
    def chosen_way(self) -> str:
        """Return how it reached the desk, as chosen so far."""
        return str(self["way"].value() or self.fields["way"].initial)

    def arrival(self) -> ArrivalInput:
        """Return how it reached the desk."""
        given = self.cleaned_data
        return ArrivalInput(
            way=given["way"] or self.fields["way"].initial,
            carrier=given["carrier"],
            tracking=given["tracking"],
        )

    def parties(self) -> list[PartyInput]:
        """Return the people of the dossier; who comes for an organisation stands for it."""
        given = self.cleaned_data
        people = [
            PartyInput(
                role=PartyRole.OWNER,
                kind=given["owner_kind"],
                name=given["owner_name"],
                identity_number=given["owner_number"],
                phone=given["owner_phone"],
                email=given["owner_email"],
                address=given["owner_address"],
                birth="" if self.is_organisation else given["owner_birth"],
            )
        ]
        if given["submitter_name"]:
            is_for_it = self.is_organisation or given["proof"]
            role = PartyRole.REPRESENTATIVE if is_for_it else PartyRole.SUBMITTER
            people.append(
                PartyInput(
                    role=role,
                    name=given["submitter_name"],
                    identity_number=given["submitter_number"],
                    proof=given["proof"],
                )
            )
        return people

    def paper_lines(self) -> list[dict[str, object]]:
        """Return each paper with its three fields."""
        return [
            {
                "component": component,
                "state": self[f"co_{component.key}"],
                "file": self[f"tep_{component.key}"],
                "scan": self[name] if (name := f"quet_{component.key}") in self.fields else None,
            }
            for component in self.components
        ]


def _number(typed: str) -> str:
    digits = "".join(typed.split())
    if digits and not (digits.replace("-", "").isalnum() and 8 <= len(digits) <= 14):
        raise forms.ValidationError(
            _("Số định danh có 12 chữ số. Bạn đã nhập %(n)s; hãy xem lại mặt trước thẻ.")
            % {"n": len(digits)}
        )
    if digits.isdecimal() and len(digits) == 11:
        raise forms.ValidationError(
            _("Số định danh có 12 chữ số. Bạn đã nhập %(n)s; hãy xem lại mặt trước thẻ.")
            % {"n": len(digits)}
        )
    return digits
