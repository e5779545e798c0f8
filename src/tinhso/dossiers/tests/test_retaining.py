"""Papers whose time is over: two people decide, a job destroys, and what is left proves it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tinhso.dossiers.models import Attachment, Complaint, Dossier, InternalNote, Message
from tinhso.dossiers.services import complain
from tinhso.dossiers.services.retaining import PapersOfEnded
from tinhso.dossiers.services.retaining_words import (
    ComplaintsEnded,
    ContactsOfEnded,
    WordsOfEnded,
)
from tinhso.dossiers.testing import World, browser_of, returned
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files import open_file
from tinhso.kernel.files.models import Blob
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.registry.holdings import Destroyed
from tinhso.organization.queries import agency
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.services import retention as services
from tinhso.privacy.testing import ActState, Destruction, DestructionAct, ItemOutcome
from tinhso.signing.services import certify_agency, verify_pdf

KIND = "dossiers.papers"
PAGE = "/lam-viec/luu-giu/"


@dataclass
class Keeping:
    """A commune with an ended dossier whose papers have run out, and two people who decide."""

    world: World
    dossier: Dossier
    officer: Actor
    leader: Actor

    def propose(self) -> DestructionAct:
        """Put down what has run out."""
        return services.propose_destruction(kind=KIND, actor=self.officer)

    def papers(self) -> int:
        """Count the papers that are still there."""
        return Attachment.objects.filter(dossier=self.dossier, file__isnull=False).count()


@pytest.fixture
def keeping(db: None) -> Keeping:
    """Let a dossier have ended five years ago where papers are kept for four."""
    world = World.make()
    here = world.here
    officer = here.official(
        P.SET_RETENTION, P.PROPOSE_DESTRUCTION, unit=here.desk, name="Người lập"
    )
    leader = here.official(P.CONFIRM_DESTRUCTION, unit=here.leadership, name="Người duyệt")
    services.set_retention(
        kind=KIND,
        months=48,
        basis="Quy chế minh họa",
        is_verified=False,
        valid_from=timezone.localdate(),
        actor=officer,
    )
    dossier = returned(world)
    old = timezone.now() - timedelta(days=5 * 366)
    Dossier.objects.filter(pk=dossier.pk).update(state_since=old)
    return Keeping(world, dossier, officer, leader)


def test_nothing_is_destroyed_without_a_second_person(keeping: Keeping) -> None:
    act = keeping.propose()
    both = keeping.world.here.official(
        P.PROPOSE_DESTRUCTION, P.CONFIRM_DESTRUCTION, unit=keeping.world.here.desk, name="Một mình"
    )
    services.cancel_destruction(uid=act.uid, actor=keeping.officer)
    alone = services.propose_destruction(kind=KIND, actor=both)

    with pytest.raises(NotPermitted):
        services.confirm_destruction(uid=alone.uid, actor=both)

    assert services.carry_out(uid=alone.uid) == 0
    assert keeping.papers() > 0
    assert not Destruction.objects.exists()


def test_what_two_decided_is_gone_with_its_keys_and_proved(keeping: Keeping) -> None:
    certified = agency(keeping.world.here.agency.pk).code
    certify_agency(code=certified, years=1, actor=system_actor("tests"))
    lost = [a.file.blob_id for a in keeping.dossier.attachments.select_related("file") if a.file]
    code = keeping.dossier.code

    act = keeping.propose()
    services.confirm_destruction(uid=act.uid, actor=keeping.leader)
    run_waiting_jobs("privacy.destroy")

    act.refresh_from_db()
    proof = Destruction.objects.get()
    assert (act.state, act.number) == (ActState.DONE, "1/BB-TH")
    assert (keeping.papers(), Blob.objects.filter(pk__in=lost).count()) == (0, 0)
    assert (proof.rule, len(proof.hashes)) == ("Quy chế minh họa", len(lost))
    assert act.minutes is not None
    assert verify_pdf(open_file(act.minutes)).signatures[0].whole_file
    assert Dossier.objects.get(pk=keeping.dossier.pk).code == code


def test_a_held_record_stays(keeping: Keeping) -> None:
    act = keeping.propose()
    reference = str(keeping.dossier.uid)

    services.hold(act_uid=act.uid, reference=reference, reason="Khiếu nại", actor=keeping.officer)
    services.confirm_destruction(uid=act.uid, actor=keeping.leader)
    services._one(act, act.items.get().pk)

    assert act.items.get().outcome == ItemOutcome.HELD
    assert keeping.papers() > 0


def test_a_killed_destruction_goes_on_where_it_was(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    certified = agency(keeping.world.here.agency.pk).code
    certify_agency(code=certified, years=1, actor=system_actor("tests"))
    act = keeping.propose()
    services.confirm_destruction(uid=act.uid, actor=keeping.leader)

    def killed(_self: PapersOfEnded, _reference: str, *, actor: Actor) -> Destroyed | None:
        raise RuntimeError(actor.name)

    with monkeypatch.context() as patch:
        patch.setattr(PapersOfEnded, "destroy", killed)
        with pytest.raises(RuntimeError):
            services.carry_out(uid=act.uid)
    before = (DestructionAct.objects.get(pk=act.pk).state, keeping.papers() > 0)
    done = services.carry_out(uid=act.uid)

    assert before == (ActState.CONFIRMED, True)
    assert (done, Destruction.objects.count()) == (1, 1)
    assert services.carry_out(uid=act.uid) == 0


def test_a_term_wants_its_basis_and_no_past(keeping: Keeping) -> None:
    with pytest.raises(Invalid) as refusal:
        services.set_retention(
            kind=KIND,
            months=12,
            basis=" ",
            is_verified=True,
            valid_from=timezone.localdate() - timedelta(days=1),
            actor=keeping.officer,
        )

    assert set(refusal.value.fields) == {"basis", "valid_from"}


def test_pages_show_what_runs_out_and_another_agency_sees_nothing(keeping: Keeping) -> None:
    officer = browser_of(keeping.officer)
    there = keeping.world.there
    neighbour: Client = browser_of(
        there.official(P.PROPOSE_DESTRUCTION, P.CONFIRM_DESTRUCTION, unit=there.desk, name="Bên")
    )

    page = officer.get(PAGE).content.decode()
    made = officer.post(f"{PAGE}lap/{KIND}/")
    shown = officer.get(made["Location"]).content.decode()

    assert "chưa đối chiếu văn bản gốc" in page
    assert str(keeping.dossier.code) in shown
    assert "Người lập không tự duyệt" in shown
    assert officer.get(f"{made['Location']}bien-ban.pdf").content.startswith(b"%PDF")
    assert officer.get(f"{PAGE}tieu-huy/").status_code == 200
    assert neighbour.get(made["Location"]).status_code == 404
    act = DestructionAct.objects.get()
    with pytest.raises(NotFound):
        services.confirm_destruction(
            uid=act.uid,
            actor=there.official(P.CONFIRM_DESTRUCTION, unit=there.leadership, name="Bên kia"),
        )


def test_the_api_proposes_and_another_confirms(keeping: Keeping) -> None:
    officer, leader = browser_of(keeping.officer), browser_of(keeping.leader)
    root = "/api/v1/privacy/destructions"

    made = officer.post(root, {"kind": KIND}, content_type="application/json").json()
    refused = officer.post(f"{root}/{made['uid']}/confirm").status_code
    done = leader.post(f"{root}/{made['uid']}/confirm").json()

    assert (made["state"], refused, done["state"]) == ("proposed", 403, "confirmed")
    kinds = {one["kind"]: one for one in officer.get("/api/v1/privacy/retention").json()}
    assert (kinds[KIND]["now"], kinds[KIND]["is_automatic"]) == (1, False)


def test_an_open_complaint_stops_what_belongs_to_the_dossier(keeping: Keeping) -> None:
    reference = str(keeping.dossier.uid)
    act = keeping.propose()
    services.confirm_destruction(uid=act.uid, actor=keeping.leader)
    complaint = complain(
        uid=keeping.dossier.uid, about="late", text="Trả muộn.", actor=keeping.world.citizen
    )

    services._one(act, act.items.get().pk)

    item = act.items.get()
    assert (item.outcome, item.note) == (ItemOutcome.HELD, "có phản ánh chưa trả lời về hồ sơ")
    assert keeping.papers() > 0
    Complaint.objects.filter(pk=complaint.pk).update(state="withdrawn", ended_at=timezone.now())
    assert PapersOfEnded().stopped(reference) == ""


def test_words_and_contacts_go_and_number_and_result_stay(keeping: Keeping) -> None:
    dossier, officer = keeping.dossier, keeping.officer
    assert officer.id is not None
    Message.objects.create(
        dossier=dossier, from_applicant=True, text="Nhà tôi ở ngõ 5", at=timezone.now()
    )
    InternalNote.objects.create(
        dossier=dossier, text="Người này hay đổi ý", by=officer.id, at=timezone.now()
    )
    before = timezone.now() - timedelta(days=365)
    here = keeping.world.here.agency.pk
    kinds = (WordsOfEnded(), ContactsOfEnded())
    counts = [kind.count(agency_id=here, before=before) for kind in kinds]

    gone = [kind.destroy(str(dossier.uid), actor=officer) for kind in kinds]

    dossier.refresh_from_db()
    party = dossier.parties.first()
    assert counts == [1, 1]
    assert [one is not None and len(one.hashes) > 0 for one in gone] == [True, True]
    assert not Message.objects.filter(dossier=dossier).exists()
    assert party is not None
    assert (party.phone, party.address, bool(party.name)) == ("", "", True)
    assert dossier.results.filter(final_file__isnull=False).exists()
    assert [kind.count(agency_id=here, before=before) for kind in kinds] == [0, 0]
    assert [kind.destroy(str(dossier.uid), actor=officer) for kind in kinds] == [None, None]


def test_a_complaint_that_ended_keeps_its_number_and_outcome(keeping: Keeping) -> None:
    one = complain(
        uid=keeping.dossier.uid, about="late", text="Trả muộn ba lần.", actor=keeping.world.citizen
    )
    kind = ComplaintsEnded()
    while_open = kind.destroy(str(one.uid), actor=keeping.officer)
    Complaint.objects.filter(pk=one.pk).update(
        state="withdrawn", ended_at=timezone.now() - timedelta(days=5000)
    )

    due = kind.expired(agency_id=one.agency_id, before=timezone.now(), limit=5)
    gone = kind.destroy(due[0].reference, actor=keeping.officer)

    one.refresh_from_db()
    assert (while_open, due[0].label) == (None, one.number)
    assert gone is not None
    assert (one.name, one.text, one.person_id, one.state) == ("", "", None, "withdrawn")
    assert kind.count(agency_id=one.agency_id, before=timezone.now()) == 0


def test_what_was_destroyed_is_listed_with_its_proof(keeping: Keeping) -> None:
    act = keeping.propose()
    services.confirm_destruction(uid=act.uid, actor=keeping.leader)
    services._one(act, act.items.get().pk)
    officer = browser_of(keeping.officer)

    shown = officer.get(f"{PAGE}da-tieu-huy/").content.decode()
    proofs = officer.get("/api/v1/privacy/destructions/proofs").json()
    page = officer.get(PAGE).content.decode()

    assert act.items.get().hashes[0][:16] in shown
    assert [(one["label"], one["kind"]) for one in proofs] == [(act.items.get().label, KIND)]
    assert "tự xóa" in page
    assert "Điều 29: lưu ít nhất 5 năm" in page
