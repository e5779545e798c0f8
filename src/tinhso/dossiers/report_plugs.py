"""Periodic reports where others look for them: the leader's queue, the clerk's act, files."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy

from tinhso.dossiers.models import PeriodReport
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.reports import former_agencies
from tinhso.dossiers.services.report_signing import (
    KIND,
    mark_report_returned,
    mark_report_sealed,
    mark_report_signed,
    mark_report_voided,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import file_guards
from tinhso.signing.registry import Signable, signable

if TYPE_CHECKING:
    from tinhso.signing.models import SealAct, SigningItem


class ReportSignable(Signable):
    """Follows a report through the leader's queue and the clerk's act."""

    label = gettext_lazy("Báo cáo định kỳ")
    link_words = gettext_lazy("Mở báo cáo")

    def signed(self, item: "SigningItem", stored_file: StoredFile) -> None:
        """The leader signed."""
        mark_report_signed(uid=UUID(item.reference), file=stored_file)

    def returned(self, item: "SigningItem", reason: str) -> None:
        """The leader sent it back."""
        mark_report_returned(uid=UUID(item.reference), reason=reason)

    def voided(self, item: "SigningItem", reason: str) -> None:
        """What the leader signed counts no more: the report is a draft again."""
        mark_report_voided(uid=UUID(item.reference), reason=reason)

    def sealed(self, item: "SigningItem", stored_file: StoredFile, act: "SealAct") -> None:
        """The agency's seal stands: the report is sent."""
        mark_report_sealed(uid=UUID(item.reference), file=stored_file, number=act.number_text)


def guard_files(actor: Actor, stored: StoredFile) -> str:
    """Let the leaders of the reporting agency, or of who went on for it, open the signed paper."""
    row = PeriodReport.objects.filter(file=stored).first()
    if row is None or actor.agency_id is None or not actor.may(P.OVERSEE):
        raise NotFound
    if row.agency_id == actor.agency_id or row.agency_id in former_agencies(actor):
        return "report"
    raise NotFound


def register() -> None:
    """Plug in."""
    signable.register(KIND, ReportSignable())
    file_guards.register("dossiers.reports", guard_files)
