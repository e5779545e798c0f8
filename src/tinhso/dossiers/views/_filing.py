"""A draft as a walk over pages: which comes next, what is still missing, what it will say."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers import queries
from tinhso.dossiers.forms.filing import PaperForm
from tinhso.dossiers.models import Draft, DraftFile
from tinhso.dossiers.queries import applying
from tinhso.dossiers.queries.applying import ReusablePaper
from tinhso.dossiers.queries.fees import ExpectedFee, expected_fee
from tinhso.dossiers.rules.answers import FORM_COMPONENTS
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import DueDate
from tinhso.kernel.db.text import whole
from tinhso.kernel.db.words import worded
from tinhso.kernel.eforms import FormSpec, Json, SummarySection
from tinhso.kernel.errors import NotFound
from tinhso.kernel.web.fields import SummaryLine
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.procedures.parts import Component

PAPERS = "giay-to"
REVIEW = "kiem-tra"
ELECTRONIC_ONLY = "chi_nhan_dien_tu"
"""The field by which a form asks whether the electronic result is enough (118/2025 Art. 22)."""


@dataclass(frozen=True)
class PageLine:
    """One page of the walk, as the bar of steps shows it."""

    key: str
    title: str
    state: str
    url: str


@dataclass(frozen=True)
class PaperLine:
    """One paper the procedure asks for, with what is there of it."""

    component: "Component"
    files: list[DraftFile]
    reusable: list[ReusablePaper]
    error: str

    @property
    def is_missing(self) -> bool:
        """Tell whether it must still be put in."""
        needed = self.component.required and not self.component.shown_only
        return needed and not self.is_form and not self.files

    @property
    def is_form(self) -> bool:
        """Tell whether it is the form itself, filled in here."""
        return self.component.key in FORM_COMPONENTS


class Filing:
    """One draft of one person and the pages it is filled on."""

    def __init__(self, draft: Draft) -> None:
        """Read the draft's form and answers."""
        self.draft = draft
        self.version = draft.procedure_version
        spec = procedures.form_of(version=self.version)
        if spec is None:
            raise NotFound
        self.spec: FormSpec = spec
        self.raw: dict[str, Json] = applying.answers_of(draft)

    @cached_property
    def values(self) -> dict[str, Json]:
        """Return what is answered so far, canonical."""
        return dict(self.spec.clean(self.raw, at=timezone.now()).values)

    @cached_property
    def pages(self) -> list[PageLine]:
        """Return the pages in order: the form's steps that apply, the papers, the check."""
        named = [(step.key, worded(step.title)) for step in self.spec.steps_for(self.values)]
        named += [(PAPERS, _("Giấy tờ")), (REVIEW, _("Kiểm tra và nộp"))]
        return [PageLine(key, title, "", self._address(key)) for key, title in named]

    @property
    def agency_name(self) -> str:
        """Return who is to resolve it."""
        return organization.agency_name(self.draft.agency_id) if self.draft.agency_id else ""

    @property
    def told_elsewhere(self) -> str:
        """Return the agency the answers name where another was chosen; empty where they agree."""
        told = applying.agency_told(version=self.version, answers=self.values)
        return "" if told is None or told.id == self.draft.agency_id else told.name

    def _address(self, key: str) -> str:
        kwargs: dict[str, object] = {"code": self.version.procedure.code, "uid": self.draft.uid}
        if key == PAPERS:
            return reverse("filing_papers", kwargs=kwargs)
        if key == REVIEW:
            return reverse("filing_review", kwargs=kwargs)
        return reverse("filing_step", kwargs={**kwargs, "step": key})

    def url_of(self, key: str) -> str:
        """Return the address of a page; the first one when it does not apply any more."""
        known = {page.key: page.url for page in self.pages}
        return known.get(key, self.pages[0].url)

    def url_after(self, key: str) -> str:
        """Return the address of the page that comes next."""
        return self._beside(key, 1)

    def _beside(self, key: str, distance: int) -> str:
        keys = [page.key for page in self.pages]
        place = keys.index(key) if key in keys else 0
        return self.pages[max(0, min(place + distance, len(keys) - 1))].url

    def require_page(self, key: str) -> None:
        """Refuse a step the form does not have."""
        if key not in {page.key for page in self.pages}:
            raise NotFound

    def version_of(self, request: HttpRequest) -> int:
        """Return the draft's version with which the page was drawn."""
        sent = whole(request.POST.get("version", ""))
        return self.draft.version if sent is None else sent

    def context(self, key: str) -> dict[str, object]:
        """Return what every page of the walk shows: where it stands, back, kept when."""
        keys = [page.key for page in self.pages]
        place = keys.index(key) if key in keys else 0
        lines = [
            PageLine(
                page.key,
                page.title,
                "past" if number < place else "now" if number == place else "next",
                page.url,
            )
            for number, page in enumerate(self.pages)
        ]
        start = reverse("filing_start", kwargs={"code": self.version.procedure.code})
        return {
            "filing": self,
            "draft": self.draft,
            "version": self.version,
            "pages": lines,
            "page_title": lines[place].title,
            "page_number": place + 1,
            "page_count": len(lines),
            "previous_url": lines[place - 1].url if place else start,
            "back_url": lines[place - 1].url if place else start,
            "shell_title": self.version.name,
            "agency_name": self.agency_name,
        }

    def papers(self, *, actor: Actor, form: PaperForm | None = None) -> list[PaperLine]:
        """Return every paper these answers call for, with what can be used again and is not yet."""
        wanted = procedures.components_for(version=self.version, answers=self.values)
        reusable = applying.reusable_papers(actor=actor, components=wanted)
        put_in: dict[str, list[DraftFile]] = {}
        for row in self.draft.files.select_related("file").order_by("added_at"):
            put_in.setdefault(row.component_key, []).append(row)
        taken = {
            here
            for row in chain.from_iterable(put_in.values())
            for here in (("attachment", row.reused_attachment_id), ("result", row.reused_result_id))
        }
        wrong = form.data.get("component_key") if form is not None and form.errors else None
        return [
            PaperLine(
                component=component,
                files=put_in.get(component.key, []),
                reusable=[
                    paper
                    for paper in reusable.get(component.key, [])
                    if (paper.kind, paper.pk) not in taken
                ],
                error=_first_error(form) if form is not None and wrong == component.key else "",
            )
            for component in wanted
        ]

    def faults(self, *, actor: Actor) -> list[SummaryLine]:
        """Return everything that keeps the dossier from being handed in, each with its page."""
        found: list[SummaryLine] = []
        for step in self.spec.steps_for(self.values):
            cleaned = self.spec.clean(self.raw, step=step.key, at=timezone.now())
            found += [
                SummaryLine(text=sentence, url=f"{self._address(step.key)}#id_{name}")
                for name, sentence in cleaned.errors.items()
            ]
        found += [
            SummaryLine(
                text=_("Còn thiếu giấy tờ: %(name)s") % {"name": line.component.name},
                url=f"{self._address(PAPERS)}#giay-to-{line.component.key}",
            )
            for line in self.papers(actor=actor)
            if line.is_missing
        ]
        return found

    def summary(self) -> list[tuple[SummarySection, str]]:
        """Return every answer in words, each part with the page where it is mended."""
        known = {page.key for page in self.pages}
        return [
            (part, self._address(part.key) if part.key in known else "")
            for part in self.spec.summary(self.values)
        ]

    @property
    def asks_electronic_only(self) -> bool:
        """Tell whether the procedure's own form asks for the electronic result."""
        return ELECTRONIC_ONLY in self.spec.fields

    @property
    def electronic_only(self) -> bool:
        """Return what the form says about it."""
        return self.values.get(ELECTRONIC_ONLY) is True

    def fee(self) -> ExpectedFee:
        """Return what these answers will cost, filed online."""
        return expected_fee(self.version, self.values, channel="online")

    def promise(self) -> DueDate | None:
        """Return when the result would be due if the dossier were accepted now."""
        case = procedures.case_for(version=self.version, answers=self.values)
        return procedures.promise(
            version=self.version,
            channel="online",
            start=timezone.now(),
            agency_id=self.draft.agency_id,
            case=case.key if case else "",
        )


def _first_error(form: PaperForm) -> str:
    for sentences in form.errors.values():
        return str(sentences[0])
    return ""


def filing_of(*, uid: UUID, actor: Actor) -> Filing:
    """Return the walk over one's own draft; `NotFound` for anybody else's."""
    return Filing(queries.draft_of(uid=uid, actor=actor))
