"""What a result says and how it is printed: its facts, its template, its number's look."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, Result, ResultKind
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.codes import in_groups, new_check_code
from tinhso.dossiers.services._brought import laid_out
from tinhso.dossiers.services._papers import base_data
from tinhso.kernel import files
from tinhso.kernel import papers as setting
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.models import StoredFile
from tinhso.organization import queries as organization
from tinhso.organization.queries import place_of
from tinhso.procedures import queries as procedures
from tinhso.signing import services as signing

if TYPE_CHECKING:
    from tinhso.procedures.parts import ResultKind as ResultSpec

HEADS: Final = {"commune": "Chủ tịch", "province": "Chủ tịch"}
"""Who signs for a committee; a department and a centre have a director."""


def result_data(dossier: Dossier, *, at: datetime) -> dict[str, object]:
    """Return what a template can say: the answers, the people, the agencies.

    Agency and place are of who resolves it, whichever desk took it in.
    """
    on = timezone.localdate(at)
    agency = organization.agency(dossier.resolving_agency_id, on)
    parent = organization.agency(agency.parent_id, on).name if agency.parent_id else ""
    base = base_data(dossier, at=at)
    answers = from_json(dossier.answers)
    return {
        **base,
        **answers,
        "answers": answers,
        "parent": parent,
        "agency": agency.name,
        "place": place_of(agency.name) or place_of(parent),
        "agency_code": agency.code,
        "signer_title": HEADS.get(agency.level, "Giám đốc"),
        "qr": setting.qr_svg(dossier.shown_number),
    }


def check_mark(code: str) -> dict[str, object]:
    """Return what a result prints so that whoever holds it can check it."""
    page = f"{settings.TINHSO_BASE_URL.rstrip('/')}/kiem-tra-chu-ky/"
    return {
        "qr": setting.qr_svg(f"{page}?ma={code}"),
        "check_code": in_groups(code),
        "check_address": page.partition("://")[2].rstrip("/"),
    }


def named_as_wrong(old: Result) -> dict[str, str]:
    """Return how a right result names the wrong one in whose place it stands."""
    on = timezone.localdate(old.sealed_at) if old.sealed_at is not None else None
    return {"number": old.number, "on": f"{on:%d/%m/%Y}" if on is not None else ""}


def press(dossier: Dossier, result: Result, *, actor: Actor) -> StoredFile:
    """Print what the draft says, or lay out the file that was brought, ready to be signed."""
    if result.brought_file is not None:
        result.check_code = result.check_code or new_check_code()
        content = laid_out(result, check_mark(result.check_code))
    else:
        paper = setting.render_with_boxes(template_of(dossier, result), from_json(result.data))
        content = signing.prepare_for_signing(paper)
    return files.store(
        content=content,
        name=f"ket-qua-{dossier.shown_number}.pdf",
        use="signing.draft",
        actor=actor,
        owner_class="personal",
    )


def template_of(dossier: Dossier, result: Result) -> str:
    """Return the template by which a result is printed."""
    spec = result_spec(dossier, str(from_json(result.data).get("result_key", "")))
    if result.kind == ResultKind.REFUSAL:
        return "dossiers/refusal_result.typ"
    return f"procedures/{spec.template}.typ"


def result_spec(dossier: Dossier, key: str) -> "ResultSpec":
    """Return what a procedure says of its result; `Invalid` where it has none."""
    version = dossier.procedure_version
    if dossier.part and not key:
        part = procedures.linked_part(version=version, key=dossier.part)
        found = procedures.part_result(version=version, part=part) if part is not None else None
    else:
        found = next((kind for kind in version.results if kind.key == key), None)
    found = found or procedures.result_for(version=version, case=dossier.case)
    if found is None or not found.template:
        raise Invalid(fields={"result_key": _("Thủ tục này chưa có mẫu kết quả.")})
    return found


def numbering(dossier: Dossier, result: Result) -> tuple[str, str]:
    """Return the register of the result and the look of its number; a refusal's is dated."""
    if result.kind == ResultKind.REFUSAL:
        return "dossiers.refusal", ""
    kinds = [kind for kind in dossier.procedure_version.results if kind.code == result.result_code]
    spec = kinds[0] if kinds else result_spec(dossier, "")
    look = spec.number_format.replace("{number}", "%(n)d").replace("{year}", "%(year)d")
    return f"procedures.{spec.register}", look
