"""What this room holds about a person: his dossiers with their papers, and what he began."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Attachment, Dossier, Draft, Party, PostWish, Result, ResultAnnex
from tinhso.dossiers.rules.states import LIVE
from tinhso.dossiers.services.papers import write_over
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.registry.holdings import Destroyed, HeldRecord, Holder, Kept

IN_PARTY = frozenset({"name", "phone", "email", "address"})


class DossierHolder(Holder):
    """Dossiers in which somebody stands, and drafts he has not handed in."""

    title = _("Hồ sơ và bản nháp")

    def held(self, person_id: int) -> Iterator[HeldRecord]:
        """Give each dossier as it was filed, with the papers of it, and each draft."""
        papers = Prefetch("attachments", Attachment.objects.select_related("file"), to_attr="kept")
        annexes = Prefetch("annexes", ResultAnnex.objects.select_related("sealed_file"))
        issued = Result.objects.select_related("final_file").prefetch_related(annexes)
        results = Prefetch("results", issued, to_attr="given")
        dossiers = Dossier.objects.select_related("post_wish")
        whole = Prefetch("dossier", dossiers.prefetch_related(papers, results))
        rows = Party.objects.filter(person_id=person_id).prefetch_related(whole)
        for party in rows.order_by("pk").iterator(chunk_size=100):
            yield _as_held(party)
        for draft in Draft.objects.filter(person_id=person_id).order_by("pk"):
            yield HeldRecord(
                kind="dossiers.draft",
                reference=str(draft.uid),
                label=_("Bản nháp hồ sơ"),
                since=draft.created_at,
                fields=((_("Câu trả lời"), draft.answers), (_("Người liên quan"), draft.parties)),
                files=[one.file.uid for one in draft.files.select_related("file")],
            )

    def correct(self, person_id: int, values: Mapping[str, str], *, actor: Actor) -> int:
        """Write it into dossiers still worked on; papers made of them are made again by hand."""
        said = {name: value for name, value in values.items() if name in IN_PARTY}
        if not said:
            return 0
        rows = Party.objects.filter(person_id=person_id, dossier__state__in=LIVE)
        done = 0
        for party in rows.order_by("dossier_id", "pk"):
            dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=party.dossier_id)
            write_over(dossier, party, said, actor=actor)
            done += 1
        return done

    def kept(self, person_id: int) -> Sequence[Kept]:
        """Keep what was filed: nobody may delete or change the data of a dossier."""
        count = Party.objects.filter(person_id=person_id).count()
        if not count:
            return ()
        return [
            Kept(
                label=_("Hồ sơ thủ tục hành chính và giấy tờ trong đó"),
                count=count,
                why=_(
                    "không được xóa, làm thay đổi dữ liệu hồ sơ (Nghị định 118/2025, Điều 5 khoản 1"
                    " điểm c) cho tới khi hết thời hạn lưu giữ"
                ),
            )
        ]

    def destroy(self, person_id: int, *, actor: Actor) -> Sequence[Destroyed]:
        """Let go of drafts that were never handed in, with the papers put to them."""
        rows = Draft.objects.select_for_update(of=("self",)).filter(
            person_id=person_id, submitted_at__isnull=True
        )
        return [destroy_draft(draft, actor=actor) for draft in rows.order_by("pk")]


def destroy_draft(draft: Draft, *, actor: Actor) -> Destroyed:
    """Delete a draft with its papers; files that a dossier has too stay with the dossier."""
    hashes = [keyed_hash(draft.answers, purpose="dossiers.destroyed.draft")]
    reference = str(draft.uid)
    for one in draft.files.select_related("file__blob"):
        stored = one.file
        in_dossier = one.reused_attachment_id is not None or one.reused_result_id is not None
        one.delete()
        if not in_dossier and not Attachment.objects.filter(file=stored).exists():
            hashes.append(files.sha256_of(stored))
            files.discard(stored, actor=actor)
    record("dossiers.draft_destroyed", actor=actor, target=draft)
    draft.delete()
    return Destroyed(kind="dossiers.draft", reference=reference, hashes=hashes)


def _as_held(party: Party) -> HeldRecord:
    dossier = party.dossier
    given: list[Result] = vars(dossier)["given"]
    wish: PostWish | None = getattr(dossier, "post_wish", None)
    papers: list[Attachment] = vars(dossier)["kept"]
    return HeldRecord(
        kind="dossiers.dossier",
        reference=str(dossier.uid),
        label=_("Hồ sơ thủ tục hành chính"),
        since=dossier.arrived_at,
        fields=(
            (_("Số hồ sơ"), dossier.shown_number),
            (_("Mã thủ tục"), dossier.procedure_code),
            (_("Trạng thái"), str(dossier.get_state_display())),
            (_("Vai"), str(party.get_role_display())),
            (_("Họ và tên"), party.name),
            (_("Số định danh"), party.identity_number),
            (_("Điện thoại"), party.phone),
            (_("Thư điện tử"), party.email),
            (_("Nơi ở"), party.address),
            (_("Nhận kết quả qua bưu chính tại"), wish.address if wish is not None else ""),
            (_("Câu trả lời theo mẫu"), dossier.answers),
        ),
        files=[
            *(one.file.uid for one in papers if one.file is not None),
            *(one.final_file.uid for one in given if one.final_file is not None),
            *(
                annex.sealed_file.uid
                for one in given
                for annex in one.annexes.all()
                if annex.sealed_file is not None
            ),
        ],
    )
