"""The catalogue comes from data files, whole, and may be loaded again at any time."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tinhso.kernel.actors import system_actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.testing import make_actor
from tinhso.procedures import queries
from tinhso.procedures.content import described, source_records, with_work, worked_out
from tinhso.procedures.models import (
    FiledAt,
    FilingRoute,
    HandledIn,
    ImmutableError,
    Procedure,
    ProcedureVersion,
)
from tinhso.procedures.permissions import ProcedurePermission
from tinhso.procedures.services import import_catalogue, publish_version, set_route
from tinhso.procedures.testing import load_catalogue, newest_version

pytestmark = pytest.mark.django_db
NOW = date(2026, 11, 21)
LOADER = system_actor("procedures.import")


def test_all_53_are_loaded_with_their_raw_text() -> None:
    done = load_catalogue()

    assert done.procedures == 53
    assert Procedure.objects.count() == 53
    assert queries.versions_in_force(on=NOW).count() == 53
    for source in source_records():
        version = queries.version_at(code=str(source["code"]), at=NOW)
        assert json.loads(version.raw) == source


def test_loading_again_changes_nothing() -> None:
    load_catalogue()
    before = (ProcedureVersion.objects.count(), FilingRoute.objects.count())
    entries = AuditEntry.objects.count()

    again = load_catalogue()

    assert again.new_versions == 0
    assert (ProcedureVersion.objects.count(), FilingRoute.objects.count()) == before
    assert AuditEntry.objects.count() == entries


def test_an_official_without_the_permission_cannot_import() -> None:
    with pytest.raises(NotPermitted):
        import_catalogue(actor=make_actor())

    assert not Procedure.objects.exists()


def test_a_new_version_ends_the_one_before() -> None:
    load_catalogue("1.000894", "1.001193")
    old = newest_version("1.000894")
    content = described(
        next(r for r in source_records() if r["code"] == "1.000894"),
        resolving_body="commune_committee",
    )

    new = publish_version(
        code="1.000894",
        effective_from=date(2027, 3, 1),
        content=replace(content, summary="Theo Luật Hộ tịch 03/2026/QH16."),
        actor=LOADER,
    )

    old.refresh_from_db()
    assert (new.number, old.effective_to) == (2, date(2027, 2, 28))
    assert queries.version_at(code="1.000894", at=date(2027, 2, 28)) == old
    assert queries.version_at(code="1.000894", at=date(2027, 3, 1)) == new


def test_a_version_before_the_newest_is_refused() -> None:
    load_catalogue("1.000894", "1.001193")
    content = described(
        next(r for r in source_records() if r["code"] == "1.000894"),
        resolving_body="commune_committee",
    )

    with pytest.raises(Invalid):
        publish_version(
            code="1.000894",
            effective_from=date(2025, 7, 1),
            content=replace(content, summary="khác"),
            actor=LOADER,
        )

    assert ProcedureVersion.objects.filter(procedure__code="1.000894").count() == 1


def test_an_unsound_process_is_refused_with_its_faults() -> None:
    load_catalogue("1.000894", "1.001193")
    version = newest_version("1.001193")
    plain = described(
        next(r for r in source_records() if r["code"] == "1.001193"),
        resolving_body="commune_committee",
    )
    work = worked_out("1.001193")
    assert work is not None
    broken = replace(with_work(plain, work), process_data={"start": "x", "steps": []})

    with pytest.raises(Invalid, match="chưa có bước nào"):
        publish_version(
            code="1.001193", effective_from=date(2027, 1, 1), content=broken, actor=LOADER
        )

    assert newest_version("1.001193") == version


def test_a_version_is_never_changed_or_deleted() -> None:
    load_catalogue("1.000894", "1.001193")
    version = newest_version("1.001193")
    version.name = "Khác"

    with pytest.raises(ImmutableError):
        version.save()
    with pytest.raises(ImmutableError):
        version.save(update_fields=["name"])
    with pytest.raises(ImmutableError):
        version.delete()

    assert newest_version("1.001193").name == "Đăng ký khai sinh"


def test_a_publisher_needs_the_permission_and_is_recorded() -> None:
    load_catalogue("1.000894", "1.001193")
    plain = described(
        next(r for r in source_records() if r["code"] == "1.000894"),
        resolving_body="commune_committee",
    )
    changed = replace(plain, summary="Mới")
    day = date(2027, 1, 1)

    with pytest.raises(NotPermitted):
        publish_version(code="1.000894", effective_from=day, content=changed, actor=make_actor())
    publisher = make_actor(ProcedurePermission.PUBLISH_VERSION)
    publish_version(code="1.000894", effective_from=day, content=changed, actor=publisher)

    entry = AuditEntry.objects.order_by("pk").last()
    assert entry is not None
    assert entry.action == "procedures.version_published"
    assert entry.data == {"code": "1.000894"}


def test_all_are_filed_here_and_of_the_polices_the_decision_says_where_they_really_are() -> None:
    load_catalogue("1.001193", "1.013225", "1.014061", "1.000894")
    rows = queries.versions_in_force(on=NOW)

    here = [v.procedure.code for v in rows if queries.may_be_filed(version=v, at=NOW)]

    assert here == ["1.000894", "1.001193", "1.013225", "1.014061"]
    police = queries.route_at(code="1.014061", at=NOW)
    assert (police.filed_at, police.handled_in) == (FiledAt.OWN, HandledIn.PROVINCE)
    assert police.decision == "Minh họa: thực tế nộp và giải quyết trong hệ thống của Bộ Công an"


def test_a_route_holds_from_its_day_on() -> None:
    load_catalogue("1.000894", "1.001193")
    version = newest_version("1.001193")

    set_route(
        code="1.001193",
        effective_from=date(2027, 1, 1),
        filed_at=FiledAt.NATIONAL,
        handled_in=HandledIn.CENTRAL,
        decision="Thử",
        actor=LOADER,
    )

    assert queries.may_be_filed(version=version, at=date(2026, 12, 31)) is True
    assert queries.may_be_filed(version=version, at=date(2027, 1, 1)) is False
