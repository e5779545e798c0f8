"""Making the bytes of a form, making it again, signing it."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, Paper, Party, PartyRole
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.given_papers import SIGNED_BY, is_signer, papers_to_sign
from tinhso.dossiers.queries.page import may
from tinhso.dossiers.queries.sheets import sheet_of
from tinhso.dossiers.rules.answers import as_json, from_json
from tinhso.dossiers.rules.form_sets import layout_of, mark_of
from tinhso.dossiers.rules.states import APPLICANT_FORMS, MONEY_FORMS, STRIP_FORMS, Form
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._papers import base_data, local_text, make_paper
from tinhso.dossiers.services._people import write_party
from tinhso.dossiers.services._search import index_dossier
from tinhso.dossiers.services.errors import NotYours, WrongState
from tinhso.dossiers.services.inputs import PartyInput
from tinhso.kernel import files
from tinhso.kernel import papers as setting
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import NotFound, NotPermitted
from tinhso.signing import services as signing

STRIP = "80mm"
SHORT_RECEIPT = "dossiers/receipt_strip.typ"
TAX_APOLOGY = "dossiers/apology_tax.typ"
KEPT_FROM_FIRST = ("number", "items", "reasons", "note", "officer", "new_due", "promised")


def pdf_of(paper: Paper) -> bytes:
    """Return the PDF of a form, set from its fixed content the first time it is wanted.

    The caller has asked for sight of the dossier.
    """
    if paper.file is not None:
        return files.open_file(paper.file)
    content = render_form(Form(paper.form), from_json(paper.data), paper=paper)
    actor = system_actor("dossiers.papers")
    with transaction.atomic():
        row = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        if row.file is None:
            row.file = files.store(
                content=content,
                name=f"{paper.file_name}-{paper.dossier.shown_number}.pdf",
                use="dossiers.paper",
                actor=actor,
                owner_class="personal",
            )
            row.save(update_fields=["file"])
        else:
            content = files.open_file(row.file)
    paper.file = row.file
    return content


def strip_of(paper: Paper) -> bytes:
    """Return a receipt, for papers or for money, as a strip of 80 mm for the desk's printer."""
    if Form(paper.form) not in STRIP_FORMS:
        raise NotFound
    return render_form(Form(paper.form), from_json(paper.data), paper=paper, size=STRIP)


def render_form(
    form: Form, content: Mapping[str, object], *, paper: Paper, size: str = ""
) -> bytes:
    """Set one form as its set lays it out: A5 where the law says so, the control sheet on A4."""
    size = size or ("a5" if form in APPLICANT_FORMS else "a4")
    data = {
        **content,
        "form": form.value,
        "form_set": paper.form_set,
        "form_mark": mark_of(form, paper.form_set),
        "issue": 1 + paper.times_again,
        "is_signed": paper.is_signed,
        "signed_at": local_text(paper.signed_at),
        "qr": setting.qr_svg(str(content.get("code") or content.get("submission_number") or "")),
    }
    is_short = size == STRIP and form not in MONEY_FORMS
    layout = SHORT_RECEIPT if is_short else layout_of(form, paper.form_set)
    if form is Form.APOLOGY and content.get("tax"):
        layout = TAX_APOLOGY
    return setting.render(layout, data, paper=size, created_at=paper.made_at)


def sign_paper(*, uid: UUID, paper_uid: UUID, actor: Actor) -> Paper:
    """Put on a form the signature of whom the rule names, within his confirmed shift.

    The signature is made outside any transaction; a form signed already is returned as it is.
    """
    dossier = fetch(Dossier.objects.visible_to(actor), uid=uid)
    paper = fetch(Paper.objects.filter(dossier=dossier), uid=paper_uid)
    _permit_signer(dossier, paper, actor)
    return put_signature(dossier, paper, actor=actor)


def put_signature(dossier: Dossier, paper: Paper, *, actor: Actor) -> Paper:
    """Sign a form; the caller has asked whether the actor is the one to sign it."""
    if paper.is_signed:
        return paper
    paper.signed_at = timezone.now()
    data = from_json(paper.data)
    content = {**data, "officer": data.get("officer") or actor.name}
    title = _called(paper)
    signed = signing.sign_as_officer(
        content=render_form(Form(paper.form), content, paper=paper),
        actor=actor,
        title=f"{title} ({dossier.shown_number})",
        reason=title,
        field="CanBoMotCua",
    )
    with transaction.atomic():
        row = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        if row.is_signed:
            return row
        row.file = files.store(
            content=signed,
            name=f"{row.file_name}-{dossier.shown_number}.pdf",
            use="dossiers.paper",
            actor=actor,
            owner_class="personal",
        )
        row.data = as_json(content)
        row.signed_by, row.signed_at = actor.id, paper.signed_at
        row.save(update_fields=["file", "data", "signed_by", "signed_at"])
        _core.audit("paper_signed", dossier, actor=actor, form=row.form, issue=row.issue)
    return row


@setting.in_vietnamese
def _called(paper: Paper) -> str:
    """Return the name of a form as it stands in its file and in the log of the key."""
    return paper.full_title


def sign_new_papers(*, actor: Actor, uid: UUID | None = None) -> int:
    """Sign what the actor has made, for one dossier or all, if his shift is open; say how many.

    It comes after an act is committed: whoever has no shift or certificate signs later, and
    the act stands.
    """
    if not signing.may_sign_now(actor=actor):
        return 0
    waiting = [row for row in papers_to_sign(actor=actor) if uid in (None, row.dossier.uid)]
    for row in waiting:
        sign_paper(uid=row.dossier.uid, paper_uid=row.uid, actor=actor)
    return len(waiting)


def _permit_signer(dossier: Dossier, paper: Paper, actor: Actor) -> None:
    if is_signer(paper=paper, dossier=dossier, actor=actor):
        return
    for permission, relation in SIGNED_BY.get(paper.signer_role, ()):
        if may(actor, permission, relation, dossier):
            raise NotYours(_("Giấy này do người lập ký."))
    raise NotPermitted


@one_act()
def reissue_paper(*, uid: UUID, form: Form, actor: Actor) -> Paper:
    """Make a form again, as after a name was mended; it names the one it replaces."""
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit(
        actor,
        DossierPermission.RECEIVE,
        unit_id=dossier.receiving_unit_id,
        agency_id=dossier.receiving_agency_id,
    )
    last = fetch(Paper.objects.filter(dossier=dossier, form=form.value).order_by("-issue")[:1])
    old = from_json(last.data)
    now = timezone.now()
    content = {**old, **base_data(dossier, at=now)}
    kept = (*KEPT_FROM_FIRST, *(("resolving", "place") if old.get("tax") else ()))
    content.update({key: old[key] for key in kept if key in old})
    paper = Paper.objects.create(
        dossier=dossier,
        form=last.form,
        form_set=last.form_set,
        number=last.number,
        issue=last.issue + 1,
        replaces=last,
        data=as_json(content),
        signer_role=last.signer_role,
        made_at=now,
        made_by=actor.id,
    )
    _core.tell("paper_reissued", dossier, actor=actor, at=now, values={"form": last.form_number})
    _core.audit("paper_reissued", dossier, actor=actor, form=last.form, issue=paper.issue)
    return paper


@one_act()
def issue_control_sheet(*, uid: UUID, actor: Actor) -> Paper:
    """Make the control sheet a paper as things stand now: numbered, to be signed by its officer.

    Whoever only looks reads `queries.control_sheet`. One issued later names the one it replaces.
    """
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit(
        actor,
        DossierPermission.RECEIVE,
        unit_id=dossier.receiving_unit_id,
        agency_id=dossier.receiving_agency_id,
    )
    if dossier.accepted_at is None:
        raise WrongState(_("Phiếu kiểm soát lập từ khi hồ sơ đã được tiếp nhận."))
    form = Form.CONTROL_SHEET
    paper = make_paper(dossier, form, actor=actor, at=timezone.now(), more=sheet_of(dossier))
    _core.audit("control_sheet_issued", dossier, actor=actor, number=paper.number)
    return paper


@one_act()
def mend_party(
    *,
    uid: UUID,
    role: str,
    actor: Actor,
    name: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    address: str | None = None,
) -> Dossier:
    """Mend how a person was written down; papers are made again by `reissue_paper`."""
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit(
        actor,
        DossierPermission.RECEIVE,
        unit_id=dossier.receiving_unit_id,
        agency_id=dossier.receiving_agency_id,
    )
    party = fetch(dossier.parties.all(), role=role)
    said = {"name": name, "phone": phone, "email": email, "address": address}
    write_over(dossier, party, {k: v for k, v in said.items() if v is not None}, actor=actor)
    return dossier


def write_over(dossier: Dossier, party: Party, values: Mapping[str, str], *, actor: Actor) -> None:
    """Write name, telephone, e-mail or address of a party anew; the caller has permitted it."""
    row = write_party(
        dossier,
        PartyInput(
            role=party.role,
            kind=party.kind,
            person_id=party.person_id,
            name=values.get("name", party.name),
            identity_number=party.identity_number,
            phone=values.get("phone", party.phone),
            email=values.get("email", party.email),
            address=values.get("address", party.address),
            birth=party.birth,
            proof=party.proof,
        ),
        actor=actor,
    )
    if party.role == PartyRole.OWNER:
        dossier.owner_name, dossier.owner_masked = row.name, row.name_masked
    dossier.version += 1
    dossier.save(update_fields=["owner_name", "owner_masked", "version"])
    index_dossier(dossier)
    _core.tell("party_mended", dossier, actor=actor, values={"role": party.role})
    _core.audit("party_mended", dossier, actor=actor, role=party.role)
