"""What dossiers send: results, forms to applicants, slips and answers between agencies."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Consultation, CouncilSitting, Dossier, Paper, Result
from tinhso.dossiers.queries.given_papers import SIGNED_BY
from tinhso.dossiers.rules.states import APPLICANT_FORMS, SLIPS, Form
from tinhso.kernel.actors import Actor
from tinhso.signing.registry import Outlet, SentPaper, outlets

SIGNED_WITHIN: Final = timedelta(days=1)
"""A form is open to its reader from when it is made; its signer puts his name to it that day."""

_minutes = CouncilSitting.objects.filter(file=OuterRef("file"), signed_at__isnull=False)


class ResultOutlet(Outlet):
    """Results of dossiers: the applicant has the file from when it is sealed."""

    label = _("Kết quả giải quyết hồ sơ")
    at = "sealed_at"
    agency = "dossier__resolving_agency_id"
    personal = Q(signed_at__isnull=False, signed_at__lte=F("sealed_at"))
    sealed = Q(final_file__isnull=False)

    def sent(self) -> "QuerySet[Model]":
        """Return the results that were given out as files; an old system's have none here."""
        return Result.objects.filter(sealed_at__isnull=False, final_file__isnull=False)

    def shown(self, rows: "QuerySet[Model]", actor: Actor) -> dict[int, SentPaper]:
        """Name the kind of result; the rest to who may see the dossier."""
        found = Result.objects.filter(pk__in=rows.values("pk")).select_related("dossier")
        seen = _seen({one.dossier_id for one in found}, actor)
        return {
            one.pk: _paper(one.get_kind_display(), one.number, one.dossier, seen) for one in found
        }


class _FormOutlet(Outlet):
    """Forms of the one-stop desk: each carries the signature of the person it names."""

    at = "made_at"
    personal = Q(signed_at__isnull=False, signed_at__lte=F("made_at") + SIGNED_WITHIN)
    asks_seal = False
    forms: Iterable[Form] = ()

    def sent(self) -> "QuerySet[Model]":
        """Return the forms that this house made; those of another came with its own word."""
        return Paper.objects.filter(form__in=list(self.forms), signer_role__in=list(SIGNED_BY))

    def shown(self, rows: "QuerySet[Model]", actor: Actor) -> dict[int, SentPaper]:
        """Name the form; its number and dossier to who may see that."""
        found = Paper.objects.filter(pk__in=rows.values("pk")).select_related("dossier")
        seen = _seen({one.dossier_id for one in found}, actor)
        return {one.pk: _paper(one.full_title, one.number, one.dossier, seen) for one in found}


class FormOutlet(_FormOutlet):
    """What the desk gives to applicants."""

    label = _("Giấy tờ một cửa gửi người nộp")
    agency = "dossier__receiving_agency_id"
    forms = APPLICANT_FORMS - {Form.APOLOGY, Form.LOSS}


class LetterOutlet(_FormOutlet):
    """Letters that the head of the resolving agency signs."""

    label = _("Văn bản xin lỗi gửi người nộp")
    agency = "dossier__resolving_agency_id"
    forms = (Form.APOLOGY, Form.LOSS)


class SlipOutlet(_FormOutlet):
    """Slips by which a dossier, or what a tax office needs, goes to another agency."""

    label = _("Phiếu chuyển giữa các cơ quan")
    agency = "dossier__receiving_agency_id"
    forms = SLIPS


class AnswerOutlet(Outlet):
    """Files with which a consulted agency answered: only a council's minutes are signed here."""

    label = _("Văn bản trả lời ý kiến")
    at = "answered_at"
    agency = "agency_id"
    personal = Q(Exists(_minutes))
    sealed = Q(Exists(_minutes.exclude(number="")))

    def sent(self) -> "QuerySet[Model]":
        """Return the answers that came with a file."""
        return Consultation.objects.filter(answered_at__isnull=False, file__isnull=False)

    def shown(self, rows: "QuerySet[Model]", actor: Actor) -> dict[int, SentPaper]:
        """Name the opinion; the dossier to who may see it."""
        found = Consultation.objects.filter(pk__in=rows.values("pk")).select_related("dossier")
        seen = _seen({one.dossier_id for one in found}, actor)
        return {one.pk: _paper(one.get_opinion_display(), "", one.dossier, seen) for one in found}


def _seen(keys: Iterable[int], actor: Actor) -> set[int]:
    rows = Dossier.objects.visible_to(actor).filter(pk__in=list(keys))
    return set(rows.values_list("pk", flat=True))


def _paper(title: object, number: str, dossier: Dossier, seen: set[int]) -> SentPaper:
    if dossier.pk not in seen:
        return SentPaper(title=str(title))
    said = number or dossier.shown_number
    return SentPaper(title=str(title), number=said, url=f"/lam-viec/ho-so/{dossier.uid}/")


def register() -> None:
    """Tell signing what leaves."""
    outlets.register("dossiers.result", ResultOutlet())
    outlets.register("dossiers.form", FormOutlet())
    outlets.register("dossiers.letter", LetterOutlet())
    outlets.register("dossiers.slip", SlipOutlet())
    outlets.register("dossiers.answer", AnswerOutlet())
