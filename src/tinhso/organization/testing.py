"""Factories of agencies and units, for tests of this room and those above."""

import datetime
from collections.abc import Mapping

from factory import LazyAttribute, RelatedFactory, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from tinhso.kernel.db.text import fold
from tinhso.organization.models import (
    AdminUnit,
    AdminUnitPeriod,
    Agency,
    AgencyPeriod,
    Position,
    Unit,
    UnitPeriod,
)
from tinhso.organization.rules import AgencyLevel, UnitKind, old_code
from tinhso.organization.services import rebuild_tree

OPENED = datetime.date(2025, 7, 1)
"""The first day of what factories make."""


class AgencyPeriodFactory(DjangoModelFactory[AgencyPeriod]):
    """A period of an agency, in force since the merger."""

    class Meta:
        model = AgencyPeriod

    valid_from = OPENED
    code_old = LazyAttribute(lambda o: old_code(o.code_new))
    folded = LazyAttribute(lambda o: fold(f"{o.name} {o.short_name} {o.code_new}"))


class AgencyFactory(DjangoModelFactory[Agency]):
    """An agency with one open period.

    Give `name`, `short_name`, `code_new`, `parent` (an Agency), `level` or `address`.
    """

    class Meta:
        model = Agency
        skip_postgeneration_save = True

    class Params:
        name = Sequence(lambda n: f"Ủy ban nhân dân xã Thử {n}")
        short_name = ""
        code_new = Sequence(lambda n: f"H99.{n % 90 + 10}.{n:02d}")
        parent = None
        level = AgencyLevel.COMMUNE
        address = ""

    period = RelatedFactory(
        AgencyPeriodFactory,
        factory_related_name="agency",
        name=SelfAttribute("..name"),
        short_name=SelfAttribute("..short_name"),
        code_new=SelfAttribute("..code_new"),
        parent=SelfAttribute("..parent"),
        level=SelfAttribute("..level"),
        address=SelfAttribute("..address"),
    )

    @classmethod
    def _after_postgeneration(
        cls, instance: Agency, create: bool, results: Mapping[str, object] | None = None
    ) -> None:
        rebuild_tree()


class UnitPeriodFactory(DjangoModelFactory[UnitPeriod]):
    """A period of a unit, in force since the merger."""

    class Meta:
        model = UnitPeriod

    valid_from = OPENED


class UnitFactory(DjangoModelFactory[Unit]):
    """A unit with one open period; give `agency`, `kind`, `name` or `code`."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    class Params:
        name = Sequence(lambda n: f"Phòng Thử {n}")
        code = ""

    agency = SubFactory(AgencyFactory)
    kind = UnitKind.SPECIALIST
    period = RelatedFactory(
        UnitPeriodFactory,
        factory_related_name="unit",
        name=SelfAttribute("..name"),
        code=SelfAttribute("..code"),
    )


class PositionFactory(DjangoModelFactory[Position]):
    """A title."""

    class Meta:
        model = Position

    code = Sequence(lambda n: f"position-{n}")
    name = Sequence(lambda n: f"Chức vụ {n}")


__all__ = ["OPENED", "AgencyFactory", "PositionFactory", "UnitFactory", "UnitKind"]


def put_in_place(agency: Agency, code: str) -> None:
    """Let an agency be that of the commune with this code."""
    known = AdminUnit.objects.filter(level="commune", code=code).order_by("-opened_on").first()
    unit = known or AdminUnit.objects.create(
        level="commune", code=code, opened_on=datetime.date(2025, 7, 1)
    )
    AgencyPeriod.objects.filter(agency=agency).update(admin_unit=unit)


def put_in_province(agency: Agency, name: str) -> None:
    """Let an agency be that of a commune of the province with this name."""
    begun = OPENED
    province = AdminUnit.objects.create(level="province", code="T-1", opened_on=begun)
    commune = AdminUnit.objects.create(level="commune", code="X-1", opened_on=begun)
    for unit, called, parent in ((province, name, None), (commune, "Đông Khê", province)):
        AdminUnitPeriod.objects.create(
            unit=unit, name=called, kind=unit.level, parent=parent, valid_from=begun
        )
    put_in_place(agency, commune.code)
