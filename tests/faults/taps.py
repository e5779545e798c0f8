"""Two web processes that share one database, and people whose taps reach both at the same moment.

    python -m tests.faults.taps walk     prints where both answers to each form led, what was done
    python -m tests.faults.taps serve    answers posts, one JSON line each

Run by `test_taps_at_once.py`. `walk` leads a dossier through its whole life by the real forms; each
is posted with one key to two processes that `walk` starts.
"""

import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from tinhso.kernel.loading import load

if TYPE_CHECKING:
    from tests.cast import Cast
    from tinhso.dossiers.models import Dossier
    from tinhso.kernel.actors import Actor


def serve() -> None:
    """Answer each post as a web process does; the second of two waits, however busy the machine."""
    from django.test import Client

    from tinhso.identity.models import Account
    from tinhso.kernel.web import once
    from tools.waiting import HANGING

    vars(once)["PAUSES"] = (0.05,) * (HANGING * 20)
    browsers: dict[str, Client] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        who = asked["account"]
        if who not in browsers:
            browsers[who] = Client(SERVER_NAME="localhost")
            browsers[who].force_login(Account.objects.get(uid=who))
        said = browsers[who].post(asked["path"], asked["form"], headers=asked["headers"])
        sys.stdout.write(f"{json.dumps([said.status_code, said.headers.get('Location', '')])}\n")
        sys.stdout.flush()


class TwoProcesses:
    """Posts a form to two web processes at once, and keeps what came of it."""

    def __init__(self) -> None:
        """Start both."""
        self.seen: dict[str, dict[str, object]] = {}
        self.both = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.faults.taps", "serve"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]

    def tap(
        self, name: str, actor: "Actor", path: str, *, beside_list: bool = False, **form: object
    ) -> str:
        """Post with one key to both; returns where it led."""
        from tinhso.kernel.audit.models import AuditEntry
        from tinhso.kernel.events.models import PublishedEvent

        acts = set(AuditEntry.objects.values_list("pk", flat=True))
        events = set(PublishedEvent.objects.values_list("pk", flat=True))
        line = json.dumps(
            {
                "account": str(actor.id),
                "path": path,
                "form": {**form, "_once": str(uuid4())},
                "headers": {"HX-Request": "true"} if beside_list else {},
            }
        )
        for process in self.both:
            assert process.stdin is not None  # for the type checker
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
        answers = [self._answer(process) for process in self.both]
        done = AuditEntry.objects.exclude(pk__in=acts).values_list("action", flat=True)
        told = PublishedEvent.objects.exclude(pk__in=events).values_list("type", flat=True)
        self.seen[name] = {"answers": answers, "done": Counter(done), "told": Counter(told)}
        return str(answers[0][1])

    def _answer(self, process: "subprocess.Popen[str]") -> list[Any]:
        assert process.stdout is not None  # for the type checker
        for line in process.stdout:
            if line.startswith("["):
                answer: list[Any] = json.loads(line)
                return answer
        raise RuntimeError("a web process ended")

    def end(self) -> None:
        """Let both end."""
        for process in self.both:
            process.communicate()


def walk() -> dict[str, dict[str, object]]:
    """Tap through the acts of applicants and officers; returns what was seen."""
    from tests.cast import Cast

    cast = Cast.make()
    two = TwoProcesses()
    try:
        _short_lives(two, cast)
        _resolve(two, cast, _file(two, cast))
    finally:
        two.end()
    return two.seen


def _short_lives(two: TwoProcesses, cast: "Cast") -> None:
    """Withdraw one dossier, stop another, ask for a supplement of a third and refuse it."""
    from tinhso.dossiers.testing import accepted, submitted

    world, desk = cast.world, cast.world.here.clerk_of_desk
    assert cast.citizen  # his account exists from here on
    first, second, third = submitted(world), accepted(world), submitted(world)
    two.tap("withdraw", world.citizen, f"/ho-so/{first.uid}/rut/", reason="Đổi ý")
    two.tap("ask_stop", world.citizen, f"/ho-so/{second.uid}/dung/", reason="Đổi ý")
    two.tap("stop", desk, f"/lam-viec/mot-cua/{second.uid}/dung/", granted="yes")
    at_desk, own = f"/lam-viec/mot-cua/{third.uid}/", f"/ho-so/{third.uid}/"
    two.tap("request_supplement", desk, f"{at_desk}bo-sung/", more="Ghi lại số thửa")
    two.tap("answer_supplement", world.citizen, f"{own}bo-sung/", done="on")
    two.tap("refuse_intake", desk, f"{at_desk}tu-choi/", note="Không đúng thẩm quyền")


def _file(two: TwoProcesses, cast: "Cast") -> "Dossier":
    """Open a draft and hand it in."""
    from tinhso.dossiers import services
    from tinhso.dossiers.models import Dossier, Draft
    from tinhso.dossiers.testing import PERMIT, a_file, permit_answers

    citizen, filing = cast.world.citizen, f"/dich-vu-cong/{PERMIT}/nop/"
    agency = str(cast.world.here.agency.uid)
    two.tap("start_draft", citizen, filing, for_whom="toi", agency=agency)
    two.tap("delete_draft", citizen, f"{filing}{Draft.objects.get().uid}/xoa/")
    two.tap("start_draft again", citizen, filing, for_whom="toi", agency=agency)
    draft = Draft.objects.get()
    services.save_draft(
        uid=draft.uid, version=draft.version, actor=citizen, answers=permit_answers()
    )
    for key in ("giay_to_dat", "ban_ve"):
        services.add_draft_file(uid=draft.uid, component_key=key, actor=citizen, file=a_file())
    two.tap("submit", citizen, f"{filing}{draft.uid}/kiem-tra/", support="")
    return Dossier.objects.get(submission_token=draft.uid)


def _resolve(two: TwoProcesses, cast: "Cast", dossier: "Dossier") -> None:
    """Accept, appraise, sign, number, return and rate."""
    from tinhso.signing import services as signing
    from tinhso.signing.queries import item_of
    from tinhso.signing.testing import confirmed

    world, here = cast.world, cast.world.here
    citizen, desk, specialist = world.citizen, here.clerk_of_desk, here.specialist
    own, work = f"/ho-so/{dossier.uid}/", f"/lam-viec/ho-so/{dossier.uid}/"
    at_desk = f"/lam-viec/mot-cua/{dossier.uid}/"
    tomorrow = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"

    two.tap("message", citizen, f"{own}nhan-tin/", text="Bao giờ có ạ?")
    two.tap("message beside the list", desk, f"{at_desk}nhan-tin/", beside_list=True, text="Mai ạ.")
    two.tap(
        "accept beside the list",
        desk,
        f"{at_desk}tiep-nhan/",
        beside_list=True,
        check_data="ok",
        check_signatures="no_data",
        check_components="ok",
    )
    two.tap("assign", here.leader, f"{work}phan-cong/", assignee=str(specialist.id))
    two.tap("note", specialist, f"{work}ghi-chu/", text="Xem lại ranh giới.")
    two.tap("appraise", specialist, f"{work}tham-dinh/", text="Đạt.", muc_ban_ve="on")
    two.tap("invite_field_check", specialist, f"{work}thuc-dia/", at=tomorrow, place="Thửa 118")
    check = dossier.field_checks.get()
    two.tap("field_check_reply", citizen, f"{own}thuc-dia/{check.uid}/", answer="confirmed")
    two.tap(
        "record_field_check", specialist, f"{work}thuc-dia/ghi/", outcome="met", findings="Đúng."
    )
    two.tap(
        "draft_result",
        specialist,
        f"{work}du-thao/",
        don_cdt_ho_ten="Triệu Văn Páo",
        kq_conditions="Giữ khoảng lùi.",
        kq_valid_months="12",
    )
    two.tap("submit_for_signing", specialist, f"{work}trinh-ky/", signer=str(here.leader.id))
    item = item_of(kind="dossiers.result", reference=str(dossier.results.get().uid))
    assert item is not None  # for the type checker
    signing.open_item(item_uid=item.uid, actor=here.leader)
    confirmation, code = confirmed(here.leader, item)
    two.tap("sign", here.leader, f"/lam-viec/cho-ky/xac-nhan/{confirmation}/", code=code)
    two.tap("issue", here.clerk, f"{work}vao-so/")
    two.tap("bring_to_desk", desk, f"{at_desk}ve-quay/")
    two.tap(
        "return_result",
        desk,
        f"{at_desk}tra-ket-qua/",
        received_by="Triệu Văn Páo",
        identity_shown="id_card",
    )
    two.tap("rate", citizen, f"{own}danh-gia/", attitude="5")


def main() -> None:
    """Do what the command line says."""
    load()
    if sys.argv[1] == "serve":
        serve()
    else:
        sys.stdout.write(json.dumps(walk()) + "\n")


if __name__ == "__main__":
    main()
