"""The data files change from release to release; an installation takes them in and goes on."""

import io
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import cast

import pytest
from django.utils import timezone

from tinhso.kernel.actors import system_actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid
from tinhso.kernel.testing import make_actor
from tinhso.procedures import commands, queries
from tinhso.procedures.content import VersionContent, worked_out
from tinhso.procedures.models import FilingRoute, Procedure, ProcedureVersion
from tinhso.procedures.parts import Data
from tinhso.procedures.permissions import ProcedurePermission
from tinhso.procedures.plugins import load_catalogue as load_at_first_start
from tinhso.procedures.services import catalogue, import_catalogue, publish_version
from tinhso.procedures.standard import with_standard
from tinhso.procedures.testing import load_catalogue, newest_version

pytestmark = pytest.mark.django_db
MARRIAGE = "1.000894"
BIRTH = "1.001193"
PLAIN = "1.014061"
Changes = Mapping[str, object]


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the data files of the worked-out procedures say something else, as a release does."""

    def say(changes: Changes) -> None:
        def read(code: str) -> Data | None:
            work = worked_out(code)
            return None if work is None else cast("Data", {**deepcopy(work), **changes})

        monkeypatch.setattr(catalogue, "worked_out", read)

    return say


def written(code: str) -> list[tuple[int, date, date | None, str]]:
    """Return what each version of a procedure is, the first one first."""
    rows = ProcedureVersion.objects.filter(procedure__code=code).order_by("number")
    return list(rows.values_list("number", "effective_from", "effective_to", "summary"))


def content_of(version: ProcedureVersion) -> VersionContent:
    """Return what a version says."""
    return VersionContent(**{f.name: getattr(version, f.name) for f in fields(VersionContent)})


def by_an_official(code: str, summary: str, *, day: date) -> ProcedureVersion:
    """Publish a version as the editor does."""
    return publish_version(
        code=code,
        effective_from=day,
        content=replace(content_of(newest_version(code)), summary=summary),
        actor=make_actor(ProcedurePermission.PUBLISH_VERSION),
    )


def test_changed_content_takes_effect_from_the_day_of_the_import(
    release: Callable[..., None],
) -> None:
    today = timezone.localdate()
    load_catalogue(MARRIAGE)
    [(_number, start, _end, summary)] = written(MARRIAGE)
    old = newest_version(MARRIAGE)
    release({"summary": "Theo bản phát hành mới."})

    done = load_catalogue(MARRIAGE)

    assert done.new_versions == 1
    assert written(MARRIAGE) == [
        (1, start, today - timedelta(days=1), summary),
        (2, today, None, "Theo bản phát hành mới."),
    ]
    kept = ProcedureVersion.objects.get(pk=old.pk)
    assert (kept.digest, content_of(kept)) == (old.digest, content_of(old))
    assert queries.version_at(code=MARRIAGE, at=today - timedelta(days=1)).number == 1
    assert queries.version_at(code=MARRIAGE, at=today).number == 2


def test_a_record_of_the_source_that_changed_is_followed_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load_catalogue(PLAIN)

    def newer(code: str, content: VersionContent, *, name_en: str) -> VersionContent:
        return replace(
            with_standard(code, content, name_en=name_en), summary="Bản ghi mới của nguồn."
        )

    monkeypatch.setattr(catalogue, "with_standard", newer)

    load_catalogue(PLAIN)

    newest = newest_version(PLAIN)
    assert (newest.number, newest.effective_from) == (2, timezone.localdate())
    assert newest.summary == "Bản ghi mới của nguồn."


def test_the_same_release_again_changes_nothing(release: Callable[..., None]) -> None:
    load_catalogue(MARRIAGE, BIRTH)
    release({"summary": "Theo bản phát hành mới."})
    load_catalogue(MARRIAGE, BIRTH)
    before = (written(MARRIAGE), written(BIRTH), FilingRoute.objects.count())
    entries = AuditEntry.objects.count()

    again = load_catalogue(MARRIAGE, BIRTH)

    assert (again.new_versions, again.left_alone) == (0, ())
    assert (written(MARRIAGE), written(BIRTH), FilingRoute.objects.count()) == before
    assert AuditEntry.objects.count() == entries


def test_a_second_change_on_one_day_holds_from_the_next_day(release: Callable[..., None]) -> None:
    today = timezone.localdate()
    load_catalogue(MARRIAGE)
    release({"summary": "Lần một."})
    load_catalogue(MARRIAGE)
    release({"summary": "Lần hai."})

    load_catalogue(MARRIAGE)

    assert written(MARRIAGE)[1:] == [
        (2, today, today, "Lần một."),
        (3, today + timedelta(days=1), None, "Lần hai."),
    ]


def test_going_back_to_an_earlier_release_is_a_new_version_too(
    release: Callable[..., None],
) -> None:
    load_catalogue(MARRIAGE)
    first = newest_version(MARRIAGE)
    release({"summary": "Lần một."})
    load_catalogue(MARRIAGE)
    release({})

    load_catalogue(MARRIAGE)

    newest = newest_version(MARRIAGE)
    assert (newest.number, newest.digest) == (3, first.digest)


def test_of_a_procedure_with_stages_only_what_holds_today_follows(
    release: Callable[..., None],
) -> None:
    today = timezone.localdate()
    load_catalogue(BIRTH)
    before = written(BIRTH)
    assert len(before) == 2
    release({"note": "Ghi chú mới ở cả hai giai đoạn.", "summary": "Mới."})

    load_catalogue(BIRTH)

    assert written(BIRTH) == [
        before[0],
        (2, before[1][1], today - timedelta(days=1), before[1][3]),
        (3, today, None, "Mới."),
    ]


def test_a_stage_that_is_still_to_come_begins_on_its_own_day(
    release: Callable[..., None],
) -> None:
    today = timezone.localdate()
    coming = today + timedelta(days=40)
    load_catalogue(MARRIAGE)
    [(_number, start, _end, summary)] = written(MARRIAGE)
    release(
        {
            "effective_from": coming.isoformat(),
            "summary": "Luật mới.",
            "earlier": [{"effective_from": start.isoformat(), "summary": summary}],
        }
    )

    load_catalogue(MARRIAGE)

    assert written(MARRIAGE) == [
        (1, start, coming - timedelta(days=1), summary),
        (2, coming, None, "Luật mới."),
    ]


def test_what_an_official_published_stays_and_is_named(release: Callable[..., None]) -> None:
    load_catalogue(MARRIAGE, BIRTH)
    day = timezone.localdate() - timedelta(days=3)
    by_an_official(MARRIAGE, "Do cán bộ viết.", day=day)
    Procedure.objects.filter(code=MARRIAGE).update(name_en="Worded by an official")
    before = (written(MARRIAGE), FilingRoute.objects.filter(procedure__code=MARRIAGE).count())
    release({"summary": "Theo bản phát hành mới."})

    done = load_catalogue(MARRIAGE, BIRTH)

    assert (done.procedures, done.new_versions, done.left_alone) == (2, 1, (MARRIAGE,))
    after = (written(MARRIAGE), FilingRoute.objects.filter(procedure__code=MARRIAGE).count())
    assert after == before
    assert Procedure.objects.get(code=MARRIAGE).name_en == "Worded by an official"
    assert newest_version(BIRTH).summary == "Theo bản phát hành mới."


def test_the_first_start_and_the_verb_name_what_they_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load_catalogue()
    by_an_official(MARRIAGE, "Do cán bộ viết.", day=timezone.localdate())
    lines: list[str] = []
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)

    load_at_first_start(lines.append)
    commands.procedures(Namespace(what="import", dry_run=False))

    assert lines[-1] == f"Giữ nguyên phiên bản do cán bộ công bố: {MARRIAGE}"
    assert out.getvalue().splitlines()[-1] == f"left alone, published by officials: {MARRIAGE}"


def test_a_fault_in_a_release_changes_nothing_of_that_procedure(
    release: Callable[..., None],
) -> None:
    load_catalogue(MARRIAGE)
    before = written(MARRIAGE)
    release({"summary": "Hỏng.", "process": {"start": "x", "steps": []}})

    with pytest.raises(Invalid, match="chưa có bước nào"):
        import_catalogue(actor=system_actor("procedures.import"), only=[MARRIAGE])

    assert written(MARRIAGE) == before
