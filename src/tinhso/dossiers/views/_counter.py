"""One walk-in being typed at the counter: what is kept, checked, shown and taken in."""

import json
from collections import Counter as Counted
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tinhso.dossiers import scanning, services
from tinhso.dossiers.forms.card import fields_of, known_from, owner_again
from tinhso.dossiers.forms.intake import IntakeForm
from tinhso.dossiers.models import PartyKind
from tinhso.dossiers.queries.keeping import kept_intake
from tinhso.dossiers.rules.arrival import CARRIERS, ArrivalWay, channel_of, ways_for
from tinhso.dossiers.rules.process import TERM_CHANNEL
from tinhso.dossiers.rules.sources import as_of_owner
from tinhso.dossiers.services.inputs import AttachmentInput
from tinhso.dossiers.views._kept_files import KeptFiles
from tinhso.dossiers.views._shift import shift_of
from tinhso.identity.queries import CardData, UnreadableCard, read_card
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import say_moment
from tinhso.kernel.db.words import worded
from tinhso.kernel.eforms import FormPage, FormSpec, Json
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.fields import SummaryLine, summary_of
from tinhso.kernel.web.once import once
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures
from tinhso.signing import services as signing

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion

KEPT_SALT = "dossiers.intake.kept"
TOGETHER = "cung"
"""The field that names an earlier dossier of the same person, handed in at the same go."""


class Counter:
    """One walk-in being typed: the officer's fields, the procedure's own form, the papers."""

    def __init__(self, request: HttpRequest, version: "ProcedureVersion", actor: Actor) -> None:
        """Read what is typed so far."""
        self.request, self.version, self.actor = request, version, actor
        self.now: datetime = timezone.now()
        self.spec: FormSpec | None = procedures.form_of(version=version)
        self.card: CardData | None = None
        self.card_error = ""
        self.errors: dict[str, str] = {}
        posted = request.method == "POST"
        self.kept_at: datetime | None = None
        self.together = uuid_of((request.POST if posted else request.GET).get(TOGETHER, ""))
        data = request.POST.copy() if posted else self._typed_before()
        self.token = uuid_of(data.get("token", "") if data is not None else "") or uuid4()
        if data is not None and (text := data.get("card", "").strip()):
            self._read(text)
            if self.card is not None:
                kind = data.get("owner_kind") or PartyKind.CITIZEN
                data.update({k: v for k, v in fields_of(self.card, kind=kind).items() if v})
                data["card"] = ""
        self.raw: dict[str, Json] = {}
        if self.spec is not None and data is not None:
            self.raw = self.spec.raw_from_post(data, step="*")
            known = known_from(data)
            data.update(owner_again(data, self._asked_of_owner()))
            for key, value in self.spec.prefilled(known).items():
                if not self.raw.get(key) or self.raw[key] == _EMPTY_ADDRESS:
                    self.raw[key] = value
        values = self.spec.clean(self.raw, at=self.now).values if self.spec else {}
        self.components = tuple(
            procedures.components_for(version=version, answers=dict(values)) or version.components
        )
        self.watched = scanning.watched_folder(actor=actor)
        self.scans = [scan.name for scan in self.watched.scans] if self.watched else []
        self.form = IntakeForm(
            data,
            request.FILES if posted else None,
            version=version,
            components=self.components,
            scans=self.scans,
            actor=actor,
        )

    def _typed_before(self) -> QueryDict | None:
        """Return what the officer typed and did not take in, before a lost network say."""
        kept = kept_intake(procedure_code=self.version.procedure.code, actor=self.actor)
        if self.together is not None and not (
            kept and (TOGETHER, str(self.together)) in kept.pairs
        ):
            data = QueryDict(mutable=True)
            data.update(services.person_again(uid=self.together, actor=self.actor))
            return data
        if kept is None:
            return None
        self.kept_at = kept.saved_at
        data = QueryDict(mutable=True)
        for name, value in kept.pairs:
            data.appendlist(name, value)
        return data

    def _read(self, text: str) -> None:
        try:
            self.card = read_card(text)
        except UnreadableCard as error:
            self.card_error = str(error)

    def only_asked(self) -> bool:
        """Tell whether a helping button was pressed: read the card, one more row."""
        post = self.request.POST
        is_pressed = self.spec is not None and self.spec.pressed(post)
        return "_card" in post or is_pressed

    # --- taking in

    def take_in(self) -> str:
        """Take it in once, then sign the scans; returns where the receipt is."""
        given = self.form.cleaned_data
        made: list[UUID] = []

        def act() -> str:
            dossier = services.take_in(
                token=self.token,
                procedure_code=self.version.procedure.code,
                resolving_agency_id=self.form.agency_id,
                support_agency_id=self.form.support_id,
                answers=self.raw,
                parties=self.form.parties(),
                attachments=self._attachments(),
                actor=self.actor,
                arrival=self.form.arrival(),
                electronic_only=given["electronic_only"],
                is_priority=given["is_priority"],
                copies=given["copies"],
                has_paper=given["has_paper"],
                together_with=self.together,
                part_order=self.form.part_order(),
            )
            made.append(dossier.uid)
            services.forget_intake(procedure_code=self.version.procedure.code, actor=self.actor)
            return reverse("desk_dossier", kwargs={"uid": dossier.uid}) + "?vua-nhan=1"

        there = once(self.request, act)
        if made:
            self._put_scans_away()
            if given["sign_scans"]:
                self._sign(made[0])
            services.sign_new_papers(uid=made[0], actor=self.actor)
            if self.together is not None:
                services.sign_new_papers(uid=self.together, actor=self.actor)
        return there

    def _attachments(self) -> list[AttachmentInput]:
        given = self.form.cleaned_data
        found: list[AttachmentInput] = []
        for component in self.components:
            upload, how = given.get(f"tep_{component.key}"), given.get(f"co_{component.key}")
            scan = given.get(f"quet_{component.key}")
            stored = self.kept.stored(component.key, upload)
            if not upload and scan:
                stored = files.store(
                    content=scanning.read_scan(
                        actor=self.actor, name=scan, field=f"quet_{component.key}"
                    ),
                    name=scan,
                    use="dossiers.component",
                    actor=self.actor,
                    owner_class="personal",
                )
            if stored is not None or how in {"shown", "paper"}:
                found.append(
                    AttachmentInput(
                        component_key=component.key,
                        file=stored,
                        is_original_shown=how == "shown",
                    )
                )
        return found

    def _put_scans_away(self) -> None:
        for component in self.components:
            if name := self.form.cleaned_data.get(f"quet_{component.key}"):
                scanning.put_away(actor=self.actor, name=name)

    def _sign(self, uid: UUID) -> None:
        """Sign each scan of the dossier, outside the transaction that took it in."""
        if not signing.may_sign_now(actor=self.actor):
            return
        page = services.open_dossier(uid=uid, actor=self.actor, purpose=SIGNING)
        for row in page.attachments:
            if row.file_id is not None and row.scan_signed_at is None:
                services.sign_taken(uid=uid, attachment_uid=row.uid, actor=self.actor)

    # --- what stays after an error

    @cached_property
    def kept(self) -> KeptFiles:
        """Return the files that earlier tries left here, by their papers."""
        uses = {component.key: "dossiers.component" for component in self.components}
        return KeptFiles(self.request, self.actor, salt=KEPT_SALT, uses=uses)

    def refuse(self, refusal: Invalid) -> None:
        """Put each sentence of the services at its place."""
        for name, sentence in refusal.fields.items():
            if name in {"parties", "receiving_agency_id"}:
                self.form.add_error("owner_name" if name == "parties" else None, str(sentence))
            elif name == "resolving_agency_id":
                self.form.add_error("agency", str(sentence))
            elif name == "part_order" and (turns := self.form.turn_fields()):
                self.form.add_error(turns[0].name, str(sentence))
            elif name in self.form.fields:
                self.form.add_error(name, str(sentence))
            elif name.startswith("attachments."):
                self.form.add_error(f"co_{name.removeprefix('attachments.')}", str(sentence))
            else:
                self.errors[name] = str(sentence)
        if not refusal.fields:
            self.form.add_error(None, str(refusal.message))

    # --- the page

    def page(self, *, status: int = 200) -> HttpResponse:
        """Show it, with all that was typed."""
        if self.request.method == "POST":
            self.kept.keep(self.form, prefix="tep_")
        if status == 422 and self.spec is not None and not self.errors:
            self.errors = dict(self.spec.clean(self.raw, at=self.now).errors)
        if self.only_asked() or self.request.method == "GET":
            self.form = self._unjudged()
        context = {
            "version": self.version,
            "form": self.form,
            "papers": self.form.paper_lines(),
            "sources": self._sources(),
            "steps": self._steps(),
            "kept": self.kept.shown(),
            "lines": self._lines(),
            "card": self.card,
            "card_error": self.card_error,
            "token": self.token,
            "kept_at": self.kept_at,
            "together": self.together,
            "promises": self._promises(),
            "carried": [str(way) for way in CARRIERS],
            "is_elsewhere": self.form.chosen_way != ArrivalWay.DESK,
            "unit": organization.unit_name(self.actor.unit_id) if self.actor.unit_id else "",
            "watched": self.watched,
            "back_url": reverse("desk_intake"),
            **shift_of(self.actor),
        }
        return render(self.request, "dossiers/desk/intake.html", context, status=status)

    def _asked_of_owner(self) -> dict[str, Json]:
        """Return what the procedure's form says so far, by the source each question names."""
        asked: dict[str, Json] = {}
        for field in self.spec.fields.values() if self.spec is not None else ():
            if field.prefill:
                asked.setdefault(as_of_owner(field.prefill), self.raw.get(field.key))
        return asked

    def _sources(self) -> str:
        """Return which of its questions ask what the desk types of the owner, for the script."""
        fields = self.spec.fields.values() if self.spec is not None else ()
        return json.dumps({f.key: as_of_owner(f.prefill) for f in fields if f.prefill})

    def _unjudged(self) -> IntakeForm:
        """Return the form with what is typed and no complaint yet."""
        typed = dict(self.form.data.items())
        if not typed:
            return self.form
        fresh = IntakeForm(
            None,
            None,
            version=self.version,
            components=self.components,
            scans=self.scans,
            actor=self.actor,
        )
        fresh.initial = {**typed}
        if self.request.method == "POST" or self.kept_at is not None:
            fresh.initial |= {name: name in typed for name in BOXES}
        return fresh

    def _promises(self) -> list[tuple[str, bool, str]]:
        """Return when it would be due by each way: which, whether it is chosen, the moment.

        One line stands for all where it makes no difference how a dossier came.
        """
        chosen = self.form.chosen_way
        found = []
        for way in ways_for(self.version.channels):
            promise = procedures.promise(
                version=self.version,
                channel=TERM_CHANNEL[channel_of(way)],
                start=self.now,
                agency_id=self.form.chosen_id or self.actor.agency_id,
            )
            found.append((way.value, way == chosen, say_moment(promise.at) if promise else ""))
        if len({at for _way, _is_chosen, at in found}) == 1:
            return [("", True, found[0][2])] if found[0][2] else []
        return found

    def _steps(self) -> list[tuple[str, str, FormPage]]:
        """Return all steps of the procedure's form: title, condition, questions."""
        if self.spec is None:
            return []
        raw, errors = self.raw, self.errors
        return [
            (
                worded(step.title),
                _condition(step.when),
                self.spec.page(step.key, raw=raw, errors=errors),
            )
            for step in self.spec.shape.steps
        ]

    def _lines(self) -> list[SummaryLine]:
        """Return everything that is wrong as one summary: the officer's fields, then the form's."""
        own = summary_of(self.form) if self.form.is_bound and self.form.errors else []
        said = dict(self.errors)
        for _title, _when, page in self._steps() if self.errors else ():
            placed = page.placed_errors
            said |= {name: words for name, words in placed.items() if words != self.errors[name]}
        times = Counted(said.values())
        pages = self._titles_of_pages()

        def words_of(name: str) -> str:
            page = pages.get(name.partition("-")[0], "")
            return f"{page}: {said[name]}" if page and times[said[name]] > 1 else said[name]

        return own + [SummaryLine(text=words_of(name), target=f"id_{name}") for name in self.errors]

    def _titles_of_pages(self) -> dict[str, str]:
        """Return the heading of each question: a birth date is the mother's or the child's."""
        steps = self.spec.shape.steps if self.spec is not None else ()
        return {field.key: worded(step.title) for step in steps for field in step.fields}


BOXES = ("has_paper", "electronic_only", "is_priority", "sign_scans")
SIGNING = "Ký bản quét tại quầy"
_EMPTY_ADDRESS: dict[str, Json] = {"province": "", "commune": "", "line": "", "old": ""}


def _condition(when: object) -> str:
    return json.dumps(when, ensure_ascii=False) if when is not None else ""


def uuid_of(text: str) -> UUID | None:
    """Read an identifier that came with a request; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
