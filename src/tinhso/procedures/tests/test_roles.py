"""The standard roles read the catalogue; operators publish."""

import pytest

from tinhso.identity.registry import permission_names, role_permissions
from tinhso.procedures.permissions import ProcedurePermission


@pytest.mark.parametrize("role", ["operator", "leader", "desk", "specialist"])
def test_who_works_with_procedures_reads_the_catalogue(role: str) -> None:
    assert ProcedurePermission.VIEW_CATALOGUE in role_permissions.get("procedures")[role]


def test_only_operators_publish() -> None:
    given = role_permissions.get("procedures")

    may_publish = [role for role in given if ProcedurePermission.PUBLISH_VERSION in given[role]]

    assert may_publish == ["operator"]


def test_each_permission_has_a_name() -> None:
    assert set(permission_names.get("procedures")) == set(ProcedurePermission)
