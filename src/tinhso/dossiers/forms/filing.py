"""What an applicant types apart from the procedure's own form: for whom, where, which papers."""

from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.queries import applying
from tinhso.dossiers.rules.answers import plain
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.forms import StoredFileField
from tinhso.kernel.web.fields import DataText
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion

MYSELF = "toi"
VERIFIED = "verified"


class StartForm(forms.Form):
    """For whom one files, and which agency is to resolve it."""

    for_whom = forms.ChoiceField(label=_("Bạn nộp cho ai?"), widget=forms.RadioSelect)
    agency = forms.ChoiceField(
        label=_("Nơi giải quyết"),
        help_text=_("Xã, phường nơi bạn muốn làm thủ tục này."),
        error_messages={"required": _("Hãy chọn xã, phường hoặc cơ quan giải quyết.")},
    )

    def __init__(
        self, data: dict[str, str] | None, *, version: "ProcedureVersion", actor: Actor
    ) -> None:
        """Offer the people the actor may act for and the agencies competent today."""
        super().__init__(data)
        self.version = version
        self.actor = actor
        self.myself = applying.myself(actor=actor)
        self.represented = {str(row.represented.uid): row for row in identity.acts_for(actor=actor)}
        whom = self.fields["for_whom"]
        whom.choices = [  # type: ignore[attr-defined]  # the field is a ChoiceField
            (MYSELF, DataText(_("Chính tôi: %(name)s") % {"name": self.myself.name})),
            *(
                (uid, DataText(f"{row.represented.name} ({row.get_kind_display()})"))
                for uid, row in self.represented.items()
            ),
        ]
        whom.initial = MYSELF
        agencies = applying.agencies_for(version=version)
        self.fields["agency"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Chọn nơi giải quyết")),
            *((str(a.uid), DataText(a.name)) for a in agencies),
        ]
        if len(agencies) == 1:
            self.fields["agency"].initial = str(agencies[0].uid)
        else:
            home = applying.home_agency(person=self.myself, agencies=agencies)
            self.fields["agency"].initial = str(home.uid) if home else ""

    @property
    def agency_id(self) -> int:
        """Return the chosen agency's id."""
        return organization.agency_by_uid(self.cleaned_data["agency"]).id

    def parties(self) -> dict[str, object]:
        """Return the people of the dossier: who it is for, and who hands it in.

        Who is represented by a declaration that nobody has verified yet is named, not tied to
        the known person: the desk looks at the proof.
        """
        chosen = self.cleaned_data["for_whom"]
        if chosen == MYSELF:
            return {"owner": applying.party_of(self.myself)}
        row = self.represented[chosen]
        is_verified = row.state == VERIFIED
        return {
            "owner": applying.party_of(row.represented, is_tied=is_verified),
            "representative": {**applying.party_of(self.myself), "proof": row.proof},
        }

    def prefilled(self) -> dict[str, object]:
        """Return the answers that are known already: what is here is not asked for again."""
        spec = procedures.form_of(version=self.version)
        if spec is None:
            return {}
        chosen = self.cleaned_data["for_whom"]
        owner = self.myself if chosen == MYSELF else self.represented[chosen].represented
        known = applying.known_about(owner, prefix="applicant")
        if chosen != MYSELF:
            known |= applying.known_about(self.myself, prefix="representative")
        if owner.is_legal_entity:
            known |= applying.known_about(owner, prefix="business")
            signs = applying.known_about(self.myself, prefix="applicant")
            known = {key: signs[key] for key in signs if key != "applicant.address"} | known
        known |= applying.known_about(self.myself, prefix="filer")
        known["today"] = timezone.localdate().isoformat()
        return dict(spec.prefilled(plain(known)))


class SubmitForm(forms.Form):
    """How the result is wanted, and who helped, when a dossier is handed in."""

    electronic_only = forms.BooleanField(required=False)
    support = forms.ChoiceField(
        label=_("Nơi đã giúp bạn nộp, nếu có"),
        help_text=_("Nơi đó theo dõi được hồ sơ để giúp bạn tiếp."),
        required=False,
    )

    def __init__(self, data: dict[str, str] | None) -> None:
        """Offer the agencies whose desks help."""
        super().__init__(data)
        helping = applying.helping_agencies()
        self.helping = {str(info.uid): info.id for info in helping}
        self.fields["support"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Tôi tự nộp")),
            *((str(info.uid), DataText(info.name)) for info in helping),
        ]

    @property
    def support_id(self) -> int | None:
        """Return the agency that helped, if one did."""
        return self.helping.get(self.cleaned_data["support"])


class PaperForm(forms.Form):
    """One paper put to the draft: photographed, chosen, used again, or taken off."""

    component_key = forms.CharField(max_length=64, required=False)
    file = StoredFileField(use="dossiers.component", required=False)
    reused_attachment = forms.UUIDField(required=False)
    reused_result = forms.UUIDField(required=False)
    remove = forms.UUIDField(required=False)

    def clean(self) -> dict[str, object]:
        """Refuse an empty hand."""
        cleaned = super().clean() or {}
        if "done" in self.data:
            return cleaned
        if not any(
            cleaned.get(name) for name in ("file", "reused_attachment", "reused_result", "remove")
        ) and not self.errors.get("file"):
            self.add_error("file", _("Hãy chọn hoặc chụp giấy tờ rồi gửi."))
        return cleaned
