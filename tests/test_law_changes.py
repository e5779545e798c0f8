"""A new version takes effect in the middle of open dossiers: each ends under its own."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.services.foretelling import tell_new_versions
from tinhso.dossiers.testing import PERMIT, World, assigned, submitted
from tinhso.dossiers.testing.world import browser_of, id_of
from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import system_actor
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.kernel.web.operations.permissions import OperationsPermission
from tinhso.procedures.content import VersionContent
from tinhso.procedures.models import ProcedureVersion
from tinhso.procedures.services import publish_version
from tinhso.procedures.testing import newest_version

pytestmark = pytest.mark.django_db
PAGE = "/quan-tri/thay-doi/?tu=2026-11-16&den=2026-12-31"
THEN = date(2026, 12, 1)


def publish() -> ProcedureVersion:
    """Publish another version of the permit, for December."""
    now = newest_version(PERMIT)
    content = VersionContent(**{one.name: getattr(now, one.name) for one in fields(VersionContent)})
    return publish_version(
        code=PERMIT,
        effective_from=THEN,
        content=replace(content, summary="Theo luật mới."),
        actor=system_actor("tests"),
    )


def test_open_dossiers_end_under_their_version_and_the_page_counts_both_sides() -> None:
    with time_machine.travel(datetime(2026, 11, 16, 1, 30, tzinfo=UTC), tick=False) as clock:
        world = World.make()
        before = assigned(world)
        old = before.procedure_version_id
        new = publish()
        account = OfficialFactory.create()
        held = give_role(account, OperationsPermission.VIEW, agency_id=world.province.pk)
        held.role.is_everywhere = True
        held.role.save()
        operator = browser_of(actor_for(account))
        told = operator.get(PAGE).content.decode()
        early = tell_new_versions(on=date(2026, 11, 16))
        officers = tell_new_versions(on=date(2026, 11, 25))
        again = tell_new_versions(on=date(2026, 11, 26))
        notice = Notification.objects.get(
            kind="dossiers.new_version", account_uid=id_of(world.here.specialist)
        )

        clock.move_to(datetime(2026, 12, 2, 1, 30, tzinfo=UTC))
        after = submitted(world)
        services.appraise(uid=before.uid, actor=world.here.specialist, text="Đủ điều kiện.")
        operator = browser_of(actor_for(account))  # a session does not last that long
        later = operator.get(PAGE).content.decode()
        english = in_english(operator).get(PAGE).content.decode()
        specialist = browser_of(world.here.specialist)
        stranger = specialist.get(PAGE)
        own_page = specialist.get(f"/lam-viec/ho-so/{before.uid}/").content.decode()
        desk_page = (
            browser_of(world.here.clerk_of_desk)
            .get(f"/lam-viec/mot-cua/{before.uid}/")
            .content.decode()
        )
        new_page = (
            browser_of(world.here.clerk_of_desk)
            .get(f"/lam-viec/mot-cua/{after.uid}/")
            .content.decode()
        )
        wrong = operator.get("/quan-tri/thay-doi/?tu=2026-12-31&den=2026-11-16")

    before.refresh_from_db()
    assert after.procedure_version_id == new.pk
    assert before.procedure_version_id == old
    assert (early, officers, again) == (0, 2, 0)
    assert '"count": "1"' in notice.values_text
    assert _sides(told) == ["1", "0"]
    assert _sides(later) == ["1", "1"]
    stays = "(nhận hồ sơ đến hết 30/11/2026): hồ sơ này vẫn giải quyết xong"
    assert stays in own_page
    assert stays in desk_page
    assert stays not in new_page
    assert PERMIT in told
    assert "Phiên bản thủ tục mới" in told
    assert vietnamese_left_behind(english) == []
    assert stranger.status_code == 403
    assert wrong.status_code == 422
    assert Dossier.objects.count() == 2


def _sides(page: str) -> list[str]:
    """Return how many dossiers the page counts before and since."""
    return [part.split("</dd>")[0].strip() for part in page.split("<dd>")[1:3]]
