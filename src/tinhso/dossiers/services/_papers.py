"""The official forms: their content is fixed when made, their PDF set when first wanted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone

from tinhso.dossiers.models import Dossier, Paper, Party, PartyRole
from tinhso.dossiers.queries.copies import papers_certified
from tinhso.dossiers.queries.post import arrival_of
from tinhso.dossiers.rules.answers import as_json
from tinhso.dossiers.rules.form_sets import TT_01_2018
from tinhso.dossiers.rules.states import EACH_ITS_OWN, REMOTE_CHANNELS, Channel, Form
from tinhso.dossiers.services._attachments import attachments_of
from tinhso.dossiers.services._people import parties_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.reading import read
from tinhso.kernel.db.writing import fresh, insert, insert_unread
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.numbering.services import give_number
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization import queries as organization
from tinhso.organization.queries import place_of
from tinhso.procedures import queries as procedures

SIGNERS: Final[dict[Form, str]] = {
    Form.RECEIPT: "receiver",
    Form.JOINT_RECEIPT: "receiver",
    Form.SUPPLEMENT: "guide",
    Form.REFUSAL: "receiver",
    Form.APOLOGY: "head",
    Form.STOP: "receiver",
    Form.CONTROL_SHEET: "receiver",
    Form.FEE_RECEIPT: "receiver",
    Form.DUTY_RECEIPT: "receiver",
    Form.REFUND_SLIP: "receiver",
    Form.TRANSFER: "receiver",
    Form.TAX_SLIP: "guide",
    Form.LOSS: "head",
}
"""Who signs each form (118 B)."""

ISSUED_ELSEWHERE: Final = "national"
"""Instead of a signer: the form came in from the national portal, which answers for it."""

OF_ANOTHER: Final = "issuer"
"""Instead of a signer: another agency gave it under its own name, beside the resolving one's."""

SYMBOLS: Final[dict[Form, str]] = {
    Form.SUPPLEMENT: "PBS",
    Form.REFUSAL: "PTC",
    Form.APOLOGY: "PXL",
    Form.STOP: "TBD",
    Form.CONTROL_SHEET: "PKS",
    Form.FEE_RECEIPT: "BLP",
    Form.DUTY_RECEIPT: "BLNT",
    Form.REFUND_SLIP: "PHP",
    Form.TRANSFER: "PCLT",
    Form.TAX_SLIP: "PCTT",
    Form.LOSS: "TXL",
}
"""The letters of the numbered forms; 01 has none. TBD (05's layout was not seen) and those of
our own papers are ours."""


@in_vietnamese
def make_paper(
    dossier: Dossier,
    form: Form,
    *,
    actor: Actor,
    at: datetime,
    more: Mapping[str, object] | None = None,
    is_needed: bool = True,
    issuer_id: int | None = None,
) -> Paper:
    """Fix the content of a form, with its number where it has one; call it near the end.

    It learns its key unless it is not `is_needed` afterwards. `issuer_id` is the agency that gives
    it, where that is neither the desk's nor the resolving one.

    The bytes are set by `papers.pdf_of`, outside the act: nobody waits for another's typesetting.
    """
    made = [] if dossier.is_new else read(Paper, dossier=dossier.pk, form=form.value)
    last = max(made, key=lambda paper: paper.issue, default=None)
    role = SIGNERS[form] if issuer_id is None else OF_ANOTHER
    own = [paper for paper in made if (paper.signer_role == OF_ANOTHER) == (role == OF_ANOTHER)]
    before = max(own, key=lambda paper: paper.issue, default=None)
    number = ""
    if form in SYMBOLS:
        on_desk = form is not Form.APOLOGY
        number = give_number(
            register=f"dossiers.form_{form.value}",
            agency_id=issuer_id
            or (dossier.receiving_agency_id if on_desk else dossier.resolving_agency_id),
            on=timezone.localdate(at),
            actor=actor,
            target=dossier,
        ).text
    content = {**base_data(dossier, at=at), "number": number, **dict(more or {})}
    content.setdefault("officer", actor.name if actor.is_official else "")
    replaced = None if form in EACH_ITS_OWN else before
    paper = fresh(
        Paper,
        dossier_id=dossier.pk,
        form=form.value,
        form_set=dossier.form_set,
        number=number,
        issue=(last.issue if last else 0) + 1,
        replaces_id=replaced.pk if replaced else None,
        data=as_json(content),
        signer_role=role,
        made_at=at,
        made_by=actor.id,
    )
    paper.dossier = dossier
    if is_needed:
        return insert(paper)
    insert_unread([paper])
    return paper


def keep_paper(
    dossier: Dossier,
    form: Form,
    *,
    number: str,
    file: StoredFile | None,
    actor: Actor,
    at: datetime,
) -> Paper:
    """Keep a form that another party issued and sent in: its number and its bytes are its own."""
    last = Paper.objects.filter(dossier=dossier, form=form).order_by("-issue").first()
    return insert(
        Paper(
            dossier=dossier,
            form=form.value,
            form_set=dossier.form_set,
            number=number[:64],
            issue=(last.issue if last else 0) + 1,
            replaces=last,
            data=as_json({**base_data(dossier, at=at), "number": number}),
            file=file,
            signer_role=ISSUED_ELSEWHERE,
            made_at=at,
            made_by=actor.id,
        )
    )


def base_data(dossier: Dossier, *, at: datetime) -> dict[str, object]:
    """Return what every form says, as plain values under the names the templates use."""
    on = timezone.localdate(at)
    receiving = organization.agency(dossier.receiving_agency_id, on)
    resolving = receiving
    if dossier.resolving_agency_id != dossier.receiving_agency_id:
        resolving = organization.agency(dossier.resolving_agency_id, on)
    desk = organization.unit(dossier.receiving_unit_id, on)
    parties = {party.role: party for party in parties_of(dossier)}
    owner = parties.get(PartyRole.OWNER)
    submitter = parties.get(PartyRole.SUBMITTER) or owner
    representative = parties.get(PartyRole.REPRESENTATIVE)
    version = dossier.procedure_version
    names = procedures.component_names(version)
    keys = dict.fromkeys(paper.component_key for paper in attachments_of(dossier))
    return {
        "agency": receiving.name,
        "desk": desk.name,
        "desk_address": desk.address or receiving.address,
        "desk_phone": desk.phone or receiving.phone,
        "resolving": resolving.name,
        "place": place_of(receiving.name),
        "date": on.isoformat(),
        "code": _request_code(dossier),
        "submission_number": dossier.submission_number,
        "procedure": _matter(dossier),
        "procedure_code": dossier.procedure_code,
        "owner": owner.name if owner else "",
        "owner_number": owner.identity_number if owner else "",
        "address": owner.address if owner else "",
        "phone": owner.phone if owner else "",
        "email": owner.email if owner else "",
        "submitter": submitter.name if submitter else "",
        "arrival": _arrival(dossier),
        "representative": _party(representative),
        "components": [names.get(key, key) for key in keys],
        **_of_2018(dossier),
        "copies": dossier.copies,
        "term": term_of_law(dossier),
        "received_at": local_text(dossier.accepted_at or dossier.arrived_at),
        "due_at": local_text(dossier.due_at),
        "electronic_only": dossier.electronic_only,
        "sample": dossier.is_sample,
    }


def _arrival(dossier: Dossier) -> str:
    """Return who brought it in its owner's stead; the forms have nobody sign who was not there."""
    if dossier.channel != Channel.POST:
        return ""
    return str(arrival_of(dossier) or dossier.get_channel_display())


def _request_code(dossier: Dossier) -> str:
    """Return the code an applicant knows: a linked request has one, whoever has which part."""
    lead = dossier.lead
    return (dossier if lead is None else lead).code or ""


def _matter(dossier: Dossier) -> str:
    """Return what it is about: for another agency's part that part, and of what."""
    name = dossier.procedure_version.name
    return f"{dossier.part_name} ({name})" if dossier.is_member else name


def _of_2018(dossier: Dossier) -> dict[str, object]:
    """Return what only the forms of 2018 print.

    How many of each paper the procedure asks for; what is to be certified, with its pages and
    copies; when it was sent online.
    """
    if dossier.form_set != TT_01_2018:
        return {}
    counts = {
        component.name: {"originals": component.originals, "copies": component.copies}
        for component in dossier.procedure_version.components
    }
    is_online = dossier.channel in REMOTE_CHANNELS
    return {
        "counts": counts,
        "certified": papers_certified(dossier),
        "sent_online_at": local_text(dossier.arrived_at) if is_online else "",
    }


def _party(party: Party | None) -> dict[str, str] | None:
    if party is None:
        return None
    return {
        "name": party.name,
        "address": party.address,
        "number": party.identity_number,
        "phone": party.phone,
        "email": party.email,
        "proof": party.proof,
    }


def term_of_law(dossier: Dossier) -> dict[str, object] | None:
    """Return the term of the law as value and unit; none when the catalogue does not know."""
    from tinhso.dossiers.services._clock import term_of
    from tinhso.dossiers.services.errors import NotFiledHere

    try:
        term = term_of(dossier)
    except NotFiledHere:
        return None
    return {"value": term.value, "unit": str(term.unit)}


def local_text(at: datetime | None) -> str:
    """Write a moment of Việt Nam as the templates read it."""
    return timezone.localtime(at).isoformat(timespec="minutes") if at is not None else ""
