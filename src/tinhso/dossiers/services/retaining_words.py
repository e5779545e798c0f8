"""Words, contacts and complaints of ended dossiers: what has run out, and destroying it."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import (
    Charge,
    Complaint,
    ComplaintStep,
    GroupFiling,
    GroupRow,
    InternalNote,
    Message,
    Party,
    PostItem,
    PostWish,
    ProactiveOffer,
    Rating,
)
from tinhso.dossiers.rules.complaints import ComplaintState
from tinhso.dossiers.rules.proactive import OPEN
from tinhso.dossiers.services.retaining import MOST, OfEndedDossiers
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.files.letting_go import let_go
from tinhso.kernel.registry.holdings import Destroyed
from tinhso.kernel.registry.retention import Expired, Retained, Text, people_who_ask

CONTACTS = ("phone", "email", "address", "birth", "proof")
ALL_DIGESTS = "dossiers.destroyed.words"


def _digest(*words: str) -> str:
    """Return a hash by which it can be proved later what stood there, to nobody else of use."""
    return keyed_hash("\n".join(words), purpose=ALL_DIGESTS)


class WordsOfEnded(OfEndedDossiers):
    """What applicant and desk wrote to each other, notes among colleagues, words of a rating."""

    title = _("Tin nhắn, ghi chú nội bộ, lời nhận xét của hồ sơ đã kết thúc")
    models = (
        "dossiers.Message",
        "dossiers.InternalNote",
        "dossiers.Rating",
    )

    def having(self) -> Q:
        """Say which dossiers still have such words."""
        of_it = {"dossier": OuterRef("pk")}
        return (
            Q(Exists(Message.objects.filter(**of_it)))
            | Q(Exists(InternalNote.objects.filter(**of_it)))
            | Q(Exists(Rating.objects.filter(**of_it).exclude(comment="")))
        )

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Delete the words; the answers of a rating stay, for they are counted."""
        dossier = self.ended(reference)
        if dossier is None:
            return None
        messages = Message.objects.filter(dossier=dossier).order_by("pk")
        notes = InternalNote.objects.filter(dossier=dossier).order_by("pk")
        ratings = Rating.objects.filter(dossier=dossier).exclude(comment="")
        hashes = [
            *(_digest(one.text) for one in messages),
            *(_digest(one.text, one.data) for one in notes),
            *(_digest(one.comment) for one in ratings),
        ]
        if not hashes:
            return None
        messages.delete()
        notes.delete()
        ratings.update(comment="")
        record("dossiers.words_destroyed", actor=actor, target=dossier, records=len(hashes))
        return Destroyed(kind="dossiers.messages", reference=reference, hashes=hashes)


class ContactsOfEnded(OfEndedDossiers):
    """Telephones, addresses, days of birth of those in a dossier, and words of exemptions."""

    title = _("Liên hệ của người trong hồ sơ đã kết thúc (tên và số định danh vẫn giữ)")
    models = ("dossiers.Party", "dossiers.PostWish", "dossiers.PostItem")

    def having(self) -> Q:
        """Say which dossiers still have a way to reach somebody."""
        of_it = {"dossier": OuterRef("pk")}
        filled = Q()
        for name in CONTACTS:
            filled |= ~Q(**{name: ""})
        return (
            Q(Exists(Party.objects.filter(filled, **of_it)))
            | Q(Exists(PostWish.objects.filter(**of_it)))
            | Q(Exists(PostItem.objects.filter(**of_it).exclude(address="")))
            | Q(Exists(Charge.objects.filter(**of_it).exclude(claim_words="")))
        )

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Empty them; who stood in the dossier stays, as its number and its result do."""
        dossier = self.ended(reference)
        if dossier is None:
            return None
        parties = Party.objects.filter(dossier=dossier).order_by("pk")
        wishes = PostWish.objects.filter(dossier=dossier)
        items = PostItem.objects.filter(dossier=dossier).exclude(address="").order_by("pk")
        claims = Charge.objects.filter(dossier=dossier).exclude(claim_words="").order_by("pk")
        hashes = [
            *(_digest(*words) for words in parties.values_list(*CONTACTS) if any(words)),
            *(_digest(one.address) for one in wishes),
            *(_digest(one.address) for one in items),
            *(_digest(one.claim_words) for one in claims),
        ]
        if not hashes:
            return None
        parties.update(**dict.fromkeys(CONTACTS, ""))
        wishes.delete()
        items.update(address="")
        claims.update(claim_words="")
        record("dossiers.contacts_destroyed", actor=actor, target=dossier, records=len(hashes))
        return Destroyed(kind="dossiers.contacts", reference=reference, hashes=hashes)


class ComplaintsEnded(Retained):
    """Who complained of what and the words of it; number, times and outcome stay."""

    title = _("Phản ánh đã kết thúc: người phản ánh, nội dung, tệp, lời trả lời")
    models = ("dossiers.Complaint", "dossiers.ComplaintStep")

    def _rows(self, agency_id: int, before: datetime) -> QuerySet[Complaint]:
        rows = Complaint.objects.filter(agency_id=agency_id, ended_at__lt=before)
        return rows.exclude(state=ComplaintState.OPEN).exclude(name="")

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return the complaints that ended before a moment and are still whole."""
        rows = self._rows(agency_id, before).order_by("ended_at", "pk")
        return [
            Expired(reference=str(row.uid), label=row.number, ended_at=row.ended_at)
            for row in rows[:limit]
            if row.ended_at is not None
        ]

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return self._rows(agency_id, before)[:MOST].count()

    def stopped(self, reference: str) -> Text:
        """Keep it while whoever complained asks about his data."""
        rows = Complaint.objects.filter(uid=reference, person_id__in=people_who_ask())
        return (
            gettext("người phản ánh đang chờ trả lời về dữ liệu của mình") if rows.exists() else ""
        )

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Empty the words and let go of both files; what was published stays, it names nobody."""
        rows = Complaint.objects.select_for_update(of=("self",))
        found = rows.filter(uid=reference).exclude(state=ComplaintState.OPEN).exclude(name="")
        one = found.first()
        if one is None:
            return None
        steps = ComplaintStep.objects.filter(complaint=one).exclude(words="").order_by("pk")
        hashes = [
            _digest(one.name, one.text, one.reason, one.answer),
            *(_digest(step.words) for step in steps),
        ]
        files = [one.file, one.answer_file]
        one.name = one.text = one.reason = one.answer = ""
        one.file = one.answer_file = one.person = None
        one.save(
            update_fields=["name", "text", "reason", "answer", "file", "answer_file", "person"]
        )
        steps.update(words="")
        hashes += let_go(files, actor=actor)
        record("dossiers.complaint_destroyed", actor=actor, target=one, records=len(hashes))
        return Destroyed(kind="dossiers.complaints", reference=reference, hashes=hashes)


class ListsFiled(Retained):
    """Spreadsheets of dossiers filed at once, as they were typed, with the papers put to them."""

    title = _("Danh sách nộp hàng loạt: các dòng đã gõ và giấy tờ kèm theo")
    models = (
        "dossiers.GroupFiling",
        "dossiers.GroupRow",
        "dossiers.GroupPaper",
        "dossiers.RowPaper",
    )
    months = 12

    def _rows(self, agency_id: int, before: datetime) -> QuerySet[GroupFiling]:
        rest = Q(done_at__lt=before) | Q(confirmed_at=None, made_at__lt=before)
        rows = GroupFiling.objects.filter(rest, agency_id=agency_id)
        return rows.filter(Exists(GroupRow.objects.filter(group=OuterRef("pk")).exclude(texts="")))

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return the lists done or left behind before a moment."""
        rows = self._rows(agency_id, before).order_by("made_at", "pk")[:limit]
        return [
            Expired(
                reference=str(row.uid), label=str(row.uid)[:8], ended_at=row.done_at or row.made_at
            )
            for row in rows
        ]

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return self._rows(agency_id, before)[:MOST].count()

    def stopped(self, reference: str) -> Text:
        """Keep it while whoever filed asks about his data."""
        rows = GroupFiling.objects.filter(uid=reference, person_id__in=people_who_ask())
        return gettext("người nộp đang chờ trả lời về dữ liệu của mình") if rows.exists() else ""

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Empty the lines and let go of the papers; those in dossiers stay with the dossiers."""
        rows = GroupFiling.objects.select_for_update(of=("self",))
        group = rows.filter(uid=reference).first()
        if group is None:
            return None
        lines = GroupRow.objects.filter(group=group).exclude(texts="").order_by("line")
        hashes = [_digest(one.texts) for one in lines]
        if not hashes:
            return None
        files = [
            *(one.file for one in group.papers.select_related("file")),
            *(one.file for one in group.row_papers.select_related("file")),
        ]
        lines.update(texts="", errors="")
        group.papers.all().delete()
        group.row_papers.all().delete()
        hashes += let_go(dict.fromkeys(files), actor=actor)
        record("dossiers.list_destroyed", actor=actor, target=group, records=len(hashes))
        return Destroyed(kind="dossiers.lists", reference=reference, hashes=hashes)


class OffersAnswered(Retained):
    """What was prepared for somebody who was served proactively, once he has answered."""

    title = _("Dịch vụ chủ động đã trả lời hoặc hết hạn: nội dung soạn sẵn, lời người dân")
    models = ("dossiers.ProactiveOffer",)
    months = 24

    def _rows(self, agency_id: int, before: datetime) -> QuerySet[ProactiveOffer]:
        words = ~Q(answers="") | ~Q(before="") | ~Q(reason="")
        rows = ProactiveOffer.objects.filter(words, agency_id=agency_id, offered_at__lt=before)
        return rows.exclude(state__in=[str(state) for state in OPEN])

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return what was offered before a moment and is no longer open."""
        rows = self._rows(agency_id, before).order_by("offered_at", "pk")[:limit]
        return [
            Expired(reference=str(row.uid), label=row.procedure_code, ended_at=row.offered_at)
            for row in rows
        ]

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return self._rows(agency_id, before)[:MOST].count()

    def stopped(self, reference: str) -> Text:
        """Keep it while the person asks about his data."""
        rows = ProactiveOffer.objects.filter(uid=reference, person_id__in=people_who_ask())
        return gettext("người được phục vụ đang chờ trả lời về dữ liệu của mình") if rows else ""

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Empty the words; what was offered, when and how it went stays, for it is counted."""
        rows = ProactiveOffer.objects.select_for_update(of=("self",))
        one = rows.filter(uid=reference).exclude(state__in=[str(state) for state in OPEN]).first()
        if one is None:
            return None
        hashes = [_digest(one.answers, one.before, one.reason)]
        one.answers = one.before = one.reason = ""
        one.save(update_fields=["answers", "before", "reason"])
        record("dossiers.offer_destroyed", actor=actor, target=one, records=1)
        return Destroyed(kind="dossiers.offers", reference=reference, hashes=hashes)
