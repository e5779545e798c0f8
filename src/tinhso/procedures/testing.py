"""A catalogue for tests of this room and those above."""

from collections.abc import Mapping
from datetime import date

from tinhso.kernel.actors import system_actor
from tinhso.kernel.testing import make_actor
from tinhso.procedures.content import source_records
from tinhso.procedures.drafting import contents
from tinhso.procedures.forms.parts import PART_FORMS
from tinhso.procedures.models import ProcedureVersion
from tinhso.procedures.parts import text_of
from tinhso.procedures.permissions import ProcedurePermission
from tinhso.procedures.services import Imported, import_catalogue, publish_version

CODES = tuple(text_of(record, "code") for record in source_records())
"""All procedures of the catalogue."""


def load_catalogue(*codes: str) -> Imported:
    """Load these procedures, or the whole catalogue, as the first start does."""
    return import_catalogue(actor=system_actor("procedures.import"), only=codes)


def newest_version(code: str) -> ProcedureVersion:
    """Return the newest version of a procedure."""
    rows = ProcedureVersion.objects.select_related("procedure", "procedure__field")
    return rows.filter(procedure__code=code).order_by("-effective_from")[0]


def forbid_stops(version_id: int) -> None:
    """Let a version's law forbid that the applicant stops it on the way."""
    ProcedureVersion.objects.filter(pk=version_id).update(stop_allowed=False)


def publish_settings(code: str, *, effective_from: date, typed: Mapping[str, object]) -> None:
    """Publish a version whose own settings an official typed into the editor's form."""
    content = contents.of_version(newest_version(code))
    form = PART_FORMS["thiet-lap"](content=content)
    posted = {name: form[name].value() for name in form.fields} | dict(typed)
    written = PART_FORMS["thiet-lap"](
        {key: value for key, value in posted.items() if value}, content=content
    )
    if not written.is_valid():
        raise ValueError(written.errors)
    publish_version(
        code=code,
        effective_from=effective_from,
        content=contents.to_version(written.changed(content)),
        actor=make_actor(ProcedurePermission.PUBLISH_VERSION),
    )
