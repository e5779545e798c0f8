"""What the house foresaw for a person, explained line by line; and for an agency, counted."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.models import Dossier, OfferQuerySet, ProactiveOffer
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.answers import from_json, plain
from tinhso.dossiers.rules.proactive import ANSWERS, Cause, OfferState
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.web.words import day, short_day, when
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures
from tinhso.procedures.queries import Degree, Option, Proactive

DEGREES: Final = {
    Degree.REMIND: gettext_lazy("Mức 1: nhắc"),
    Degree.PREPARE: gettext_lazy("Mức 2: nhắc và soạn sẵn hồ sơ"),
    Degree.RECOMMEND: gettext_lazy("Mức 3: nhắc, soạn sẵn và gợi ý"),
    Degree.EXECUTE: gettext_lazy("Mức 4: tự làm, bạn được từ chối"),
}
"""The degrees of 224/2026 Art. 16 in words."""


@dataclass(frozen=True, kw_only=True)
class OfferLine:
    """One thing told: `data` is what nobody translates."""

    text: str
    data: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferPage:
    """One offer as its person reads it."""

    offer: ProactiveOffer
    procedure: str
    agency: str
    degree: str
    why: list[OfferLine]
    done: list[OfferLine]
    prepared: list[tuple[str, str]]
    options: list[Option]
    recommended: Option | None
    missing: list[str]
    pledge: str
    answers: frozenset[str]
    dossier: Dossier | None

    @property
    def law(self) -> str:
        """Return by which law the house acts."""
        proactive = procedures.proactive_of(version=self.offer.procedure_version)
        return proactive.law if proactive is not None else ""


def my_offers(*, actor: Actor) -> OfferQuerySet:
    """Return what the house offered the actor or whom he represents, the newest first."""
    rows = ProactiveOffer.objects.visible_to(actor).select_related(
        "procedure_version__procedure", "source"
    )
    return rows.order_by("-offered_at", "-pk")


def offers_waiting(*, actor: Actor) -> list[ProactiveOffer]:
    """Return the few the person may still answer."""
    return list(my_offers(actor=actor).open()[:5])


def offer_page(*, uid: UUID, actor: Actor) -> OfferPage:
    """Return one offer with why it was made, what was done and what may be answered."""
    offer = fetch(
        my_offers(actor=actor).select_related("source__dossier__procedure_version", "dossier"),
        uid=uid,
    )
    version = procedures.version_by_id(version_id=offer.procedure_version_id)
    proactive = procedures.proactive_of(version=version)
    spec = procedures.form_of(version=version)
    answers = from_json(offer.answers)
    sections = spec.summary(plain(answers)) if spec is not None and answers else []
    fields = spec.fields if spec is not None else {}
    pledges = [str(_label(f.label)) for f in fields.values() if f.kind == "statement"]
    options = list(proactive.options) if proactive and offer.level >= Degree.RECOMMEND else []
    return OfferPage(
        offer=offer,
        procedure=version.name,
        agency=organization.agency_name(offer.agency_id),
        degree=str(DEGREES[Degree(offer.level)]),
        why=_why(offer),
        done=_done(offer, proactive),
        prepared=[(row.label, row.text) for section in sections for row in section.rows],
        options=options,
        recommended=next((one for one in options if one.key == offer.option), None),
        missing=[str(_label(fields[k].label)) if k in fields else k for k in offer.missing],
        pledge=pledges[0] if pledges else "",
        answers=frozenset(answer for answer, states in ANSWERS.items() if offer.state in states)
        - ({"confirm"} if offer.missing and offer.level < Degree.EXECUTE else set()),
        dossier=offer.dossier,
    )


def _label(words: object) -> str:
    return str(words.get("vi", "")) if isinstance(words, dict) else str(words)


def _why(offer: ProactiveOffer) -> list[OfferLine]:
    source = offer.source
    lines = [
        OfferLine(
            text=_("Bạn có kết quả đã cấp trước đây:"),
            data=f"{source.dossier.procedure_version.name}, {source.number}",
        )
    ]
    if offer.cause == Cause.EXPIRY and offer.expires_on is not None:
        lines.append(
            OfferLine(text=_("Kết quả này hết hạn %(on)s.") % {"on": day(offer.expires_on)})
        )
    else:
        lines.append(OfferLine(text=_("Từ sự kiện đó, bạn có thể cần thủ tục này.")))
    return lines


def _done(offer: ProactiveOffer, proactive: Proactive | None) -> list[OfferLine]:
    lines = [OfferLine(text=_("Cơ quan nhắc bạn; chưa có gì được nộp thay bạn."))]
    if offer.level == Degree.EXECUTE:
        lines = []
    if offer.level >= Degree.PREPARE:
        lines.append(
            OfferLine(
                text=_("Nội dung được điền từ hồ sơ trước của bạn:"),
                data=offer.source.dossier.shown_number,
            )
        )
    if offer.level == Degree.EXECUTE:
        lines.append(OfferLine(text=_("Cơ quan đã tự làm, bạn không phải nộp hồ sơ.")))
        lines.append(
            OfferLine(text=_("Bạn từ chối thì mọi thứ trở lại đúng như trước khi cơ quan tự làm."))
        )
    if proactive is not None and offer.level < offer.asked_level:
        lines.append(OfferLine(text=_why_less(offer, proactive)))
    return lines


def _why_less(offer: ProactiveOffer, proactive: Proactive) -> str:
    """Say why the house did less than the procedure allows."""
    asks = any(one.key == offer.option and one.needs_dossier for one in proactive.options)
    if asks and not offer.missing:
        return _("Theo cách được gợi ý, chỉ bạn mới nộp được hồ sơ nên cơ quan không tự làm.")
    return _("Thủ tục này có mức chủ động cao hơn, nhưng dữ liệu hiện có chưa đủ.")


def agency_offers(*, actor: Actor) -> OfferQuerySet:
    """Return the offers of the actor's agency and those below it, for who leads it."""
    if not actor.may(P.OVERSEE) or actor.agency_id is None:
        return ProactiveOffer.objects.none()
    ids = organization.descendants_of(actor.agency_id)
    rows = ProactiveOffer.objects.filter(agency_id__in=ids)
    return rows.select_related("procedure_version")


def offer_figures(*, actor: Actor) -> dict[str, int]:
    """Return how many of an agency's offers stand in each state (224/2026 Art. 19)."""
    rows = agency_offers(actor=actor).order_by().values("state").annotate(n=Count("pk"))
    found = {row["state"]: row["n"] for row in rows}
    return {state: found.get(state, 0) for state in OfferState.values}


def waiting_words(offer: ProactiveOffer) -> tuple[str, str, str]:
    """Return address, word of the button and until when, for lists of what waits."""
    address = reverse("my_offer", kwargs={"uid": offer.uid})
    word = _("Xem và từ chối nếu muốn") if offer.state == OfferState.EXECUTED else _("Xem đề nghị")
    if offer.answer_until is not None:
        return address, word, when(offer.answer_until)
    return address, word, short_day(offer.expires_on) if offer.expires_on else ""
