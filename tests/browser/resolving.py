"""How each of the twelve is resolved in the browser: who acts, in which order, on which page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from playwright.sync_api import Page, StorageState

from tests.browser import filling as do
from tests.browser import machine
from tests.browser.conftest import SignIn
from tests.browser.test_signing_in import _by_password, _new_official, _set_password

WHOLE = "main form[method=post]:has(button.primary)"


@dataclass(frozen=True, kw_only=True)
class Office:
    """Who takes in, works out, signs and enters in the book: a login, or a role at a place."""

    desk: str
    specialist: str
    leader: str
    clerk: str


def department(name: str, division: str) -> Office:
    """Return the office of a department; a commune's desk takes in for it."""
    return Office(
        desk="motcua",
        specialist=f"specialist@{name}: {division}",
        leader=f"leader@{name}: Lãnh đạo",
        clerk=f"clerk@{name}: Văn phòng",
    )


COMMUNE = Office(desk="motcua", specialist="chuyenvien", leader="lanhdao", clerk="vanthu")
POLICE = department("Công an tỉnh", "Phòng Hồ sơ")
INSURANCE = department("Bảo hiểm xã hội tỉnh", "Phòng Cấp sổ")
OFFICES = {
    "1.004363": department("Sở NN&MT", "Phòng Quản lý môi"),
    "3.000333": POLICE,
    "2.002288": department("Sở Xây dựng", "Phòng Quản lý"),
}
"""Who resolves those that are no commune's."""

END = ("draft", "sign", "issue")
TAKEN = ("take", *END)
SEEN = ("assign", "invite", "record")
WAYS = {
    "1.001193": TAKEN,
    "1.000894": TAKEN,
    "1.004873": TAKEN,
    "2.000815": TAKEN,
    "1.001612": ("assign", *END),
    "1.013225": (*SEEN, *END),
    "1.013978": (*SEEN, *END),
    "2.000986": (*TAKEN, "parts"),
    "1.004363": (*SEEN, *END),
    "3.000333": ("assign", *END),
    "1.011607": (*SEEN, "council", *END),
    "2.002288": TAKEN,
}
"""What is done after acceptance, until the result may be handed over."""


class Officials:
    """Signs officials in; departments have none who signs in, so the operator appoints them."""

    def __init__(
        self, sign_in: SignIn, sessions: dict[str, StorageState], hired: dict[str, str]
    ) -> None:
        """Keep in `hired` who was appointed to what."""
        self.sign_in, self.sessions, self.hired = sign_in, sessions, hired

    def __call__(self, who: str) -> Page:
        """Return the page of an official, by his login or by his role and its place."""
        if "@" not in who:
            return self.sign_in(who)
        if who not in self.hired:
            self.hired[who] = self._appoint(*who.split("@"))
        return self.sign_in(self.hired[who])

    def _appoint(self, role: str, place: str) -> str:
        operator = self.sign_in("quantri")
        login, link = _new_official(operator)
        page = self.sign_in(None)
        _set_password(page, link)
        places = operator.locator("[name=place] option", has_text=place)
        do.send(operator, role=role, place=places.first.get_attribute("value") or "")
        if role == "leader":
            operator.goto("/quan-tri/chung-thu-so/cap/")
            operator.locator("[name=role]").first.check(force=True)
            do.send(operator, holder=login)
        _by_password(page, login)
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)
        self.sessions[login] = page.context.storage_state()
        return login


class Way:
    """Leads one dossier to its end by the pages of those who have it in their hands."""

    def __init__(self, officials: Officials, uid: UUID, office: Office) -> None:
        """Walk with these people."""
        self.of, self.uid, self.office = officials, uid, office
        self.work = f"/lam-viec/ho-so/{uid}/"

    def go(self, acts: tuple[str, ...]) -> None:
        """Do one act after the other."""
        known: dict[str, Callable[[], None]] = {
            "take": self.take,
            "assign": self.assign,
            "invite": self.invite,
            "record": self.record,
            "council": self.council,
            "draft": self.draft,
            "sign": self.sign,
            "issue": self.issue,
            "parts": self.parts,
        }
        for act in acts:
            known[act]()

    def accept(self) -> None:
        """Take in at the desk what came online."""
        desk = self.of(self.office.desk)
        desk.goto(f"/lam-viec/mot-cua/{self.uid}/")
        do.press(desk, "button[form=tiep-nhan]")

    def take(self) -> None:
        """Take what lies in the unit."""
        specialist = self._at(self.office.specialist)
        do.press(specialist, f"form[action$='/{self.uid}/nhan-viec/'] button")

    def assign(self) -> None:
        """Let the leader give it to his specialist."""
        specialist = self.of(self.office.specialist)
        me = machine.call(specialist, "/identity/me", method="GET")["uid"]
        leader = self._at(self.office.leader)
        do.act(leader, "phan-cong", assignee=me)

    def invite(self) -> None:
        """Ask the applicant to be there."""
        do.act(self._at(self.office.specialist), "thuc-dia", place="Tại nơi đề nghị")

    def record(self) -> None:
        """Write down what was found."""
        specialist = self.of(self.office.specialist)
        specialist.goto(f"{self.work}thuc-dia/ghi/")
        do.send(specialist, outcome="met", findings="Đúng hiện trạng.")

    def council(self) -> None:
        """Put it before a council that sits at once and agrees; secretary and chair sign."""
        leader, specialist = self.of(self.office.leader), self.of(self.office.specialist)
        at = timezone.now() + timedelta(seconds=10)
        call = {
            "at": at.isoformat(),
            "place": "Nhà văn hóa xóm Nà Pồng",
            "chair": machine.call(leader, "/identity/me", method="GET")["uid"],
            "seats": [{"name": "Hoàng Thị Lan", "title": "Trưởng xóm"}],
        }
        asked = {"question": "Thu nhập dưới chuẩn, thiếu hụt ba chỉ số.", "call": call}
        sitting = machine.call(specialist, f"/dossiers/{self.uid}/council", asked)
        specialist.goto(f"/lam-viec/phien-hop/{sitting['uid']}/")
        while timezone.now() <= at:
            specialist.reload()
        seats = [seat["uid"] for seat in sitting["seats"]]
        votes = [
            {"case": case["uid"], "votes": dict.fromkeys(seats, "for")} for case in sitting["cases"]
        ]
        written = {"attended": seats, "cases": votes, "minutes": "Các thành viên thống nhất."}
        machine.call(specialist, f"/dossiers/councils/{sitting['uid']}/minutes", written)
        for signer in (specialist, leader):
            machine.sign(signer, UUID(sitting["uid"]))

    def draft(self) -> None:
        """Draft the result, fill what the dossier does not say, and lay it before the leader."""
        leader = self.of(self.office.leader)
        me = machine.call(leader, "/identity/me", method="GET")["uid"]
        specialist = self.of(self.office.specialist)
        specialist.goto(f"{self.work}du-thao/")
        specialist.evaluate(do.FILL.replace("main form#buoc", WHOLE), {})
        do.send(specialist)
        specialist.wait_for_url(f"**/{self.uid}/trinh-ky/")
        do.send(specialist, signer=me)

    def sign(self) -> None:
        """Read the draft and sign it with a code."""
        leader = self._at(self.office.leader)
        do.press(leader, "main a[href*='/lam-viec/cho-ky/']")
        do.press(leader, ".sign-dock button.primary")
        do.send(leader, code=machine.telephone_code(leader))

    def issue(self) -> None:
        """Number and seal as one act."""
        clerk = self._at(self.office.clerk)
        do.press(clerk, f"form[action$='/{self.uid}/vao-so/'] button")

    def parts(self) -> None:
        """Let the other agencies of a linked request do theirs."""
        seen = machine.call(self.of(self.office.desk), f"/dossiers/{self.uid}", method="GET")
        for part in seen["parts"]:
            if part["uid"] != str(self.uid):
                office = INSURANCE if "bảo hiểm" in part["agency"].lower() else POLICE
                Way(self.of, UUID(part["uid"]), office).go(("assign", *END))

    def hand_over(self) -> None:
        """Give the result at the desk to who shows his card."""
        desk = self.of(self.office.desk)
        desk.goto(f"/lam-viec/mot-cua/{self.uid}/tra-ket-qua/")
        do.send(desk, received_by="Nông Văn Thử", identity_shown="id_card")

    def _at(self, login: str) -> Page:
        page = self.of(login)
        page.goto(self.work)
        return page
