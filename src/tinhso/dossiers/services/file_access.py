"""Who opened a file of a dossier: kept for the people in the dossier to read."""

from typing import Final

from django.db.models import Q

from tinhso.dossiers.models import (
    Attachment,
    Consultation,
    Dossier,
    FieldCheck,
    Obligation,
    Paper,
    Party,
    Result,
    ResultAnnex,
    TaxNotice,
)
from tinhso.identity.services import record_access
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.files.models import StoredFile
from tinhso.procedures import queries as procedures

NOTED = frozenset({ActorKind.OFFICIAL, ActorKind.CLIENT})
"""Those who open files as their work; parties of one dossier read it together."""
LONGEST = 200
FILES_OF_RESULTS: Final = (
    "draft_file",
    "brought_file",
    "signed_file",
    "final_file",
    "receipt_signature",
)


def note_file_opened(actor: Actor, stored: StoredFile, purpose: str) -> None:
    """Keep that an officer opened a file of a dossier, for each person in it.

    What he opened is named by its component, form or result, not by the name somebody gave the
    file. Pages of one file within ten minutes are one look.
    """
    if actor.kind not in NOTED:
        return
    found = _dossier_and_words(stored)
    if found is None:
        return
    dossier, words = found
    people = Party.objects.filter(dossier=dossier, person__isnull=False)
    record_access(
        actor=actor,
        person_ids={pk for pk in people.values_list("person_id", flat=True) if pk is not None},
        object_kind="files.file",
        object_uid=str(stored.uid),
        purpose=f"Giải quyết hồ sơ {dossier.shown_number}: {words}"[:LONGEST],
    )


def _dossier_and_words(stored: StoredFile) -> tuple[Dossier, str] | None:
    """Return the dossier a file belongs to and what the file is there, or None."""
    attachment = Attachment.objects.filter(file=stored).select_related("dossier").first()
    if attachment is not None:
        names = procedures.component_names(attachment.dossier.procedure_version)
        name = names.get(attachment.component_key, "giấy tờ kèm theo")
        return attachment.dossier, f"xem “{name}”"
    paper = Paper.objects.filter(file=stored).select_related("dossier").first()
    if paper is not None:
        return paper.dossier, f"xem mẫu số {paper.form}"
    result = _result_with(stored)
    if result is not None:
        return result.dossier, "xem kết quả giải quyết"
    given = TaxNotice.objects.filter(Q(notice_file=stored) | Q(voucher_file=stored))
    notice = given.select_related("slip__dossier").first()
    if notice is not None:
        return notice.slip.dossier, "xem thông báo của cơ quan thuế"
    owed = Obligation.objects.filter(sent_proof_file=stored).select_related("dossier").first()
    if owed is not None:
        return owed.dossier, "xem chứng từ nộp tiền"
    for model in (Consultation, FieldCheck):
        row = model.objects.filter(file=stored).select_related("dossier").first()
        if row is not None:
            return row.dossier, "xem tài liệu trong quá trình giải quyết"
    return None


def _result_with(stored: StoredFile) -> Result | None:
    """Return the result in which a file stands; each place has an index of its own."""
    places = (
        *(Result.objects.filter(**{name: stored}).values_list("pk") for name in FILES_OF_RESULTS),
        *(
            ResultAnnex.objects.filter(**{name: stored}).values_list("result_id")
            for name in ("file", "sealed_file")
        ),
    )
    found = next((pk for rows in places for (pk,) in rows.order_by()[:1]), None)
    if found is None:
        return None
    return Result.objects.select_related("dossier").get(pk=found)
