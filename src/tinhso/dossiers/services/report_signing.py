"""A periodic report by signature: before a leader, signed, numbered and sealed, then sent."""

from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import PeriodReport
from tinhso.dossiers.queries.period_words import words_of
from tinhso.dossiers.queries.report_paper import report_content
from tinhso.dossiers.queries.reports import Report, report, report_signers
from tinhso.dossiers.services.reporting import freeze
from tinhso.kernel import files
from tinhso.kernel import papers as setting
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.models import StoredFile
from tinhso.signing import services as signing

KIND: Final = "dossiers.report"
PAPER: Final = "dossiers/report.typ"


@one_act()
def put_report_before(
    *,
    code: str,
    length: str,
    year: int,
    number: int,
    signer: UUID,
    actor: Actor,
    agency_id: int | None = None,
) -> PeriodReport:
    """Keep a report as it counts now and put its paper before a leader of the actor's agency.

    It counts as sent once the clerk has numbered and sealed it. One that the leader sent back is
    counted and put before somebody anew.
    """
    frozen = freeze(code, length, year, number, actor=actor, agency_id=agency_id)
    line = next((one for one in report_signers(actor=actor) if one.uid == signer), None)
    if line is None:
        raise Invalid(fields={"signer": _("Hãy chọn một lãnh đạo được ký của cơ quan.")})
    found = report(
        actor=actor, code=code, length=length, year=year, number=number, agency_id=agency_id
    )
    paper = setting.render_with_boxes(PAPER, report_content(found, signer=line.name))
    draft = files.store(
        content=signing.prepare_for_signing(paper),
        name=f"bao-cao-{code}.pdf",
        use="signing.draft",
        actor=actor,
    )
    item = signing.request_signature(
        kind=KIND,
        reference=str(frozen.uid),
        file=draft,
        title=_("Báo cáo %(mark)s, %(period)s")
        % {"mark": found.form.mark, "period": words_of(found.period)},
        for_account=signer,
        agency_id=actor.agency_id or frozen.agency_id,
        drafted_by=actor.name,
        link=address_of(frozen),
        actor=actor,
    )
    frozen.item, frozen.reported_by, frozen.reported_by_name = item.uid, line.uid, line.name
    frozen.save(update_fields=["item", "reported_by", "reported_by_name"])
    record("dossiers.report_put_before", actor=actor, target=frozen, form=code)
    return frozen


def address_of(row: PeriodReport) -> str:
    """Return where a report is read."""
    return f"/lam-viec/thong-ke/bao-cao/{row.form}/{row.length}/{row.year}/{row.ordinal}/"


def mark_report_signed(*, uid: UUID, file: StoredFile) -> None:
    """Keep that the leader signed."""
    PeriodReport.objects.filter(uid=uid).update(signed_at=timezone.now(), file=file)


def mark_report_returned(*, uid: UUID, reason: str) -> None:
    """Let a report that was sent back be a draft again, with the reason beside it."""
    PeriodReport.objects.filter(uid=uid).update(
        returned_at=timezone.now(), return_reason=reason, item=None
    )


def mark_report_voided(*, uid: UUID, reason: str) -> None:
    """Let a report whose signature was lost before its seal be a draft again."""
    mark_report_returned(uid=uid, reason=reason)
    PeriodReport.objects.filter(uid=uid).update(signed_at=None, file=None)


def mark_report_sealed(*, uid: UUID, file: StoredFile, number: str) -> None:
    """Keep the sealed paper as the period's report: now it is sent."""
    PeriodReport.objects.filter(uid=uid).update(
        file=file, number=number, reported_at=timezone.now()
    )


def report_pdf(found: Report) -> bytes:
    """Return a report's paper: the signed one where there is one, else as it counts."""
    if found.sent is not None and found.sent.file is not None:
        return files.open_file(found.sent.file)
    return setting.render(PAPER, report_content(found))
