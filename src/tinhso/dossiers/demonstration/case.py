"""One dossier of the demonstration and everything that is done to it, each act by a service."""

from uuid import UUID

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.linked import item_of, sign_by_telephone
from tinhso.dossiers.demonstration.lives import BIRTH, PERMIT
from tinhso.dossiers.demonstration.matters import Matter, a_letter, a_paper, matter_of
from tinhso.dossiers.demonstration.money import tell_transfer
from tinhso.dossiers.demonstration.sayings import (
    ANSWERS,
    ASKED_ELSEWHERE,
    ASKED_OF,
    COMMENTS,
    FINDINGS,
    FINDINGS_ELSEWHERE,
    NOTES,
    PLACES,
    QUESTIONS_ASKED,
    REFUSED,
)
from tinhso.dossiers.demonstration.taxing import TaxActs
from tinhso.dossiers.models import Charge, Result
from tinhso.dossiers.rules.rating import QUESTIONS
from tinhso.dossiers.rules.states import Channel
from tinhso.dossiers.services import ArrivalInput, AttachmentInput, Checks, ConsultInput
from tinhso.dossiers.services import SupplementItem as Item
from tinhso.dossiers.services.opening import AS_WORK, AT_DESK
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import add_working_hours, calendar_for
from tinhso.signing import services as signing


class Case(TaxActs):
    """One invented matter and all that is done to it until its life so far is over."""

    def do(self, act: str) -> None:
        """Do one act of the life by the service of its verb."""
        getattr(self, f"_{act}")()

    # ------------------------------------------------------------------ filing and the desk

    def _file(self) -> None:
        dossier = services.submit(
            **self._matter(),
            actor=self._citizen,
            channel=Channel.ONLINE,
            electronic_only=self.life.electronic_only,
        )
        self.uid = dossier.uid

    def _walk_in(self) -> None:
        by_post = self.life.procedure in (BIRTH, PERMIT) and self.chance.random() < 0.08
        arrival = a_letter(self.token) if by_post else ArrivalInput()
        dossier = services.take_in(
            **self._matter(),
            actor=self._desk,
            arrival=arrival,
            checks=Checks(data="ok", signatures="no_data", components="ok"),
            has_paper=not by_post and self.chance.random() < 0.5,
        )
        self.uid = dossier.uid

    def _matter(self) -> Matter:
        return matter_of(
            token=self.token,
            life=self.life,
            agency_id=self.agency_id,
            place=self.office.place,
            who=self.applicant,
            files=self.files,
            chance=self.chance,
        )

    def _paper(self, key: str) -> AttachmentInput:
        return a_paper(key, files=self.files, chance=self.chance)

    def _read(self, actor: Actor, purpose: str = AS_WORK) -> Actor:
        """Open the dossier as who works on it does: its people read that he looked, and why.

        Somebody who has no account cannot read it, so for him nobody turns the pages again.
        """
        if self.applicant.actor is not None:
            services.open_dossier(uid=self._id, actor=actor, purpose=purpose)
        return actor

    def _accept(self) -> None:
        checks = Checks(data="ok", signatures="no_data", components="ok")
        desk = self._read(self._desk, AT_DESK)
        services.accept(uid=self._id, actor=desk, checks=checks)

    def _refuse(self) -> None:
        services.refuse_intake(
            uid=self._id,
            actor=self._read(self._desk, AT_DESK),
            reasons=["khong_thuoc_tham_quyen"],
            note="Mời anh/chị nộp tại nơi có thẩm quyền nêu ở trên.",
        )

    def _pay(self) -> None:
        """Pay what is owed: at the counter in cash, else as the bank tells of a transfer."""
        if self.life.online:
            self._transfer()
        elif self._owed is not None:
            services.collect(uid=self._id, actor=self._desk)

    def _transfer(self) -> None:
        """Let the bank tell that what is owed came in, at the counter by the code on the slip."""
        if self._owed is not None:
            tell_transfer(self._owed, key=f"DEMO{self.token.hex[:12]}")

    @property
    def _owed(self) -> Charge | None:
        return Charge.objects.fees().due().filter(dossier__uid=self._id).first()

    def _withdraw(self) -> None:
        services.withdraw(uid=self._id, actor=self._citizen, reason="Tôi nộp nhầm, sẽ nộp lại.")

    def _ask_supplement(self) -> None:
        before = self._dossier.accepted_at is None
        is_birth = self.life.procedure == BIRTH
        key = "giay_chung_sinh" if is_birth else "ban_ve"
        services.request_supplement(
            uid=self._id,
            actor=self._desk if before else self._specialist,
            items=[
                Item(
                    text="Ảnh giấy chứng sinh chụp đủ bốn góc" if is_birth else "Bản vẽ móng có ký",
                    component_key=key,
                )
            ],
            reasons=["anh_khong_ro" if is_birth else "ban_ve_thieu_ky"],
            note="Anh/chị chỉ cần gửi đúng phần này, các giấy tờ khác đã đủ.",
        )

    def _answer_supplement(self) -> None:
        key = "giay_chung_sinh" if self.life.procedure == BIRTH else "ban_ve"
        services.answer_supplement(
            uid=self._id, actor=self._citizen, attachments=[self._paper(key)]
        )

    def _close(self) -> None:
        services.close_unanswered(uid=self._id, actor=self.desk.desk[0])

    # ------------------------------------------------------------------ the specialists

    def _take(self) -> None:
        taker = self.chance.choice(self._specialists)
        services.take(uid=self._id, actor=taker)
        self._read(taker)

    def _assign(self) -> None:
        to = self.chance.choice(self._specialists)
        if to.id is not None:
            services.assign(uid=self._id, assignee=to.id, actor=self.office.leader)
            self._read(to)

    def _note(self) -> None:
        services.add_note(uid=self._id, actor=self._specialist, text=self.chance.choice(NOTES))

    def _message(self) -> None:
        if self.applicant.actor is not None:
            text = self.chance.choice(QUESTIONS_ASKED)
            services.send_message(uid=self._id, actor=self.applicant.actor, text=text)
        services.send_message(uid=self._id, actor=self._desk, text=self.chance.choice(ANSWERS))

    def _appraise(self) -> None:
        services.appraise(
            uid=self._id,
            actor=self._read(self._specialist),
            text="Hồ sơ phù hợp quy hoạch và quy chuẩn; đề nghị cấp giấy phép.",
            items={"quy_hoach": True, "ban_ve": True, "giay_to_dat": True},
        )

    def _invite(self) -> None:
        services.invite_field_check(
            uid=self._id,
            actor=self._specialist,
            at=add_working_hours(timezone.now(), 9, self.agency_id),
            place=f"{PLACES.get(self.life.procedure, 'Tại nơi đề nghị')}, {self.office.place.name}",
            people="Người đề nghị, cán bộ thụ lý, trưởng xóm",
            content="Xem vị trí, hiện trạng, đối chiếu với hồ sơ",
        )

    def _confirm(self) -> None:
        check = self._dossier.field_checks.latest("pk")
        if self.applicant.actor is not None:
            services.reply_field_check(
                uid=self._id, check_uid=check.uid, actor=self.applicant.actor, confirmed=True
            )

    def _check(self) -> None:
        services.record_field_check(
            uid=self._id,
            check_uid=self._dossier.field_checks.latest("pk").uid,
            actor=self._specialist,
            outcome="met",
            findings=self.chance.choice(
                FINDINGS if self.life.procedure == PERMIT else FINDINGS_ELSEWHERE
            ),
        )

    def _consult(self) -> None:
        services.consult(
            uid=self._id,
            actor=self._specialist,
            parties=[
                ConsultInput(
                    agency_id=agency_id,
                    unit_id=officer.unit_id,
                    question=ASKED_OF.get(self.life.procedure, ASKED_ELSEWHERE),
                )
                for agency_id, officer in self.cast.asked
            ],
        )

    def _opinion(self) -> None:
        row = self._dossier.consultations.filter(answered_at__isnull=True).earliest("pk")
        officer = dict(self.cast.asked)[row.agency_id]
        conditions = self.chance.random() < 0.3
        services.answer_consultation(
            consultation_uid=row.uid,
            actor=officer,
            opinion="conditions" if conditions else "agree",
            answer="Bảo đảm khoảng lùi tối thiểu 6 m so với tim đường."
            if conditions
            else "Thống nhất.",
        )

    def _silence(self) -> None:
        services.finish_consultation(uid=self._id, actor=self._specialist)

    def _obligation(self) -> None:
        services.ask_obligation(
            uid=self._id, actor=self._specialist, document="Phiếu chuyển thông tin nghĩa vụ 18/PC"
        )

    def _extend(self) -> None:
        now = timezone.now()
        due = max(self._dossier.due_at or now, now)
        calendar = calendar_for(self.agency_id)
        services.extend(
            uid=self._id,
            actor=self._read(self.office.leader),
            reason="Phải chờ kết quả xác minh ranh giới thửa đất liền kề.",
            due_at=calendar.closing(calendar.next_working_day(timezone.localdate(due), count=5)),
        )

    def _ask_stop(self) -> None:
        services.ask_stop(uid=self._id, actor=self._citizen, reason="Gia đình hoãn xây sang năm.")

    def _stop(self) -> None:
        services.decide_stop(uid=self._id, actor=self._desk, granted=True)

    # ------------------------------------------------------------------ the result

    def _draft(self) -> None:
        leader = self.office.leader
        services.draft_result(uid=self._id, actor=self._specialist, data={"signer": leader.name})

    def _draft_for_a_year(self) -> None:
        """The shortest time for which the carrier asked."""
        data = {"signer": self.office.leader.name, "valid_months": 12}
        services.draft_result(uid=self._id, actor=self._specialist, data=data)

    def _draft_refusal(self) -> None:
        services.draft_result(
            uid=self._id,
            actor=self._specialist,
            kind="refusal",
            data={"signer": self.office.leader.name, "reason": REFUSED},
        )

    def _submit(self) -> None:
        leader = self.office.leader
        if leader.id is not None:
            services.submit_for_signing(uid=self._id, actor=self._specialist, signer=leader.id)

    @property
    def _item(self) -> UUID:
        """The paper in the leader's queue."""
        return item_of(self._dossier)

    def _sign(self) -> None:
        """Read, ask for the code, take it from the demonstration's telephone, sign."""
        sign_by_telephone(self._dossier, leader=self._read(self.office.leader))

    def _rework(self) -> None:
        signing.return_for_rework(
            item_uid=self._item,
            reason="Ghi rõ căn cứ và nơi nhận, rồi trình lại.",
            actor=self.office.leader,
        )

    def _issue(self) -> None:
        services.issue(uid=self._id, actor=self.office.clerk)

    def _to_desk(self) -> None:
        services.bring_to_desk(uid=self._id, actor=self._desk)

    def _hand_out(self) -> None:
        services.return_result(
            uid=self._id,
            actor=self._desk,
            received_by=self.applicant.name,
            identity_checked=True,
        )

    def _download(self) -> None:
        result: Result = self._dossier.results.latest("pk")
        services.download_result(uid=self._id, result_uid=result.uid, actor=self._citizen)

    def _correct(self) -> None:
        services.correct_result(
            uid=self._id, actor=self._desk, fault="Sai chữ đệm trong tên của mẹ."
        )

    def _rate(self) -> None:
        if self._dossier.is_over:
            self._give_scores(self._citizen, "online")

    def _rate_at_desk(self) -> None:
        if self.applicant.actor is not None:
            self._give_scores(self.applicant.actor, "desk")

    def _give_scores(self, actor: Actor, channel: str) -> None:
        usual = self.chance.choice((5, 5, 5, 4, 4, 3))
        keys = [key for key in QUESTIONS if key not in {"complaints", "other"}]
        services.rate(
            uid=self._id,
            actor=actor,
            scores={key: max(1, min(5, usual + self.chance.choice((0, 0, 0, -1)))) for key in keys},
            comment=self.chance.choice(COMMENTS),
            channel=channel,
        )
