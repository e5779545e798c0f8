"""Who writes procedures has the drafts on his desk."""

import pytest

from tinhso.identity.registry import role_permissions
from tinhso.kernel.testing import make_actor
from tinhso.procedures.drafting_work import drafts_under_way
from tinhso.procedures.models import DraftOrigin
from tinhso.procedures.permissions import ProcedurePermission as P
from tinhso.procedures.services import abandon_draft, start_draft

pytestmark = pytest.mark.django_db


def test_what_is_being_written_lies_there_until_it_is_given_up() -> None:
    writer = make_actor(P.EDIT_PROCEDURE)
    kept = start_draft(content={"name": "Cấp bản sao"}, origin=DraftOrigin.EMPTY, actor=writer)
    left = start_draft(content={"name": "Bỏ dở"}, origin=DraftOrigin.EMPTY, actor=writer)

    abandon_draft(uid=left.uid, actor=writer)

    (group,) = drafts_under_way(writer)
    assert group.count == 1
    assert [(item.title, item.url) for item in group.items] == [
        ("Cấp bản sao", f"/quan-tri/thu-tuc/soan/{kept.uid}/")
    ]


def test_who_does_not_write_has_none() -> None:
    writer = make_actor(P.EDIT_PROCEDURE)
    start_draft(content={"name": "Cấp bản sao"}, origin=DraftOrigin.EMPTY, actor=writer)

    assert drafts_under_way(make_actor(P.VIEW_CATALOGUE)) == []


def test_an_editor_writes_procedures_and_does_not_publish_them() -> None:
    may = dict(role_permissions)["procedures"]["editor"]

    assert P.EDIT_PROCEDURE in may
    assert P.PUBLISH_VERSION not in may
