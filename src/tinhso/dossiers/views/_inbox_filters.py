"""What the inbox can be narrowed by: words, people, units, procedures."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BigIntegerField, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.web.fields import FieldView
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Filter,
)
from tinhso.kernel.web.lists.filters import NOTHING, Reading
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures


@dataclass(frozen=True)
class ConditionFilter(Filter):
    """A filter whose choices each stand for a condition of this room."""

    choices: tuple[tuple[str, str | Promise], ...] = ()
    where: Callable[[Actor, str], Q] = lambda _actor, _value: Q()

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take a choice that there is."""
        value = params.get(self.key, "")
        if not value:
            return NOTHING
        words = dict(self.choices).get(value)
        if words is None:
            return Reading(error=_("Không có lựa chọn này; hãy chọn trong danh sách."))
        return Reading(self.where(actor, value), str(words))

    def inputs(self, params: QueryDict, actor: Actor, error: str = "") -> list[FieldView]:
        """Return a select."""
        select = ChoiceFilter(self.key, self.label, choices=self.choices)
        return select.inputs(params, actor, error)


@dataclass(frozen=True)
class KeyFilter(ChoiceFilter):
    """A filter on an agency, unit, procedure or person that a board links to.

    A key beyond the offered choices is taken too: a board shows agencies whose list is too long
    for a select. `name_of` words it.
    """

    name_of: Callable[[str], str] = str
    data: bool = True

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take a key of the right kind."""
        value = params.get(self.key, "")
        if not value:
            return NOTHING
        try:
            words = self.name_of(value)
        except (ValueError, KeyError):
            return Reading(error=_("Không có lựa chọn này; hãy chọn trong danh sách."))
        if value == NO_ONE:
            return Reading(self._ask(__isnull=True), words)
        return Reading(self._ask(**{"": value}), words)


NO_ONE = "chua-giao"


def _agency_word(value: str) -> str:
    return organization.agency_names([_key(value)])[_key(value)]


def _unit_word(value: str) -> str:
    return organization.unit_names([_key(value)])[_key(value)]


def _key(value: str) -> int:
    """Read a key; one that no database can hold is nobody's."""
    key = int(value)
    if not 0 < key <= BigIntegerField.MAX_BIGINT:
        raise KeyError(value)
    return key


def _person_word(value: str) -> str:
    if value == NO_ONE:
        return _("Chưa giao ai")
    return identity.account_names([UUID(value)])[UUID(value)]


def _procedure_word(value: str) -> str:
    return procedures.names_of(codes=[value])[value]


def agency_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the actor's agency and those below it."""
    if actor.agency_id is None:
        return []
    ids = organization.descendants_of(actor.agency_id)[:200]
    return [(str(pk), name) for pk, name in organization.agency_names(ids).items()]


def unit_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the units of the actor's agency."""
    if actor.agency_id is None:
        return []
    units = organization.units_of(actor.agency_id).values_list("unit_id", "name")
    return [(str(unit_id), name) for unit_id, name in units]


def person_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the officials of the actor's agency who resolve dossiers, and nobody."""
    lines = (
        identity.accounts_in(agency_id=actor.agency_id, permission=P.APPRAISE)
        if actor.agency_id is not None
        else []
    )
    once = {str(line.uid): line.name for line in lines}
    return [(NO_ONE, _("Chưa giao ai")), *once.items()]


def procedure_choices(_actor: Actor) -> list[tuple[str, str]]:
    """Return the procedures that are filed here."""
    versions = procedures.catalogue(on=timezone.localdate()).filter(can_be_filed=True)
    return list(versions.values_list("procedure__code", "name"))


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
