"""A result by the code printed on it: what anybody may know who has the paper in hand."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, PaperConversion, Result, ResultKind
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.codes import CHECK_LENGTH, read_check_code
from tinhso.kernel.actors import Actor
from tinhso.organization.queries import agency_name
from tinhso.signing.registry import LinkedPaper


def paper_of_code(code: str, actor: Actor) -> LinkedPaper | None:
    """Return the issued result that carries this code, or None.

    A paper made from a result carries a code of its own: it leads to the result, and says that it
    was converted, by which agency and when. The file itself is offered only to a party of the
    dossier; others see what is public on it.
    """
    read = read_check_code(code)
    if len(read) != CHECK_LENGTH:
        return None
    rows = Result.objects.filter(sealed_at__isnull=False).select_related("dossier", "final_file")
    made = PaperConversion.objects.filter(check_code=read).first()
    result = rows.filter(check_code=read).first() if made is None else rows.get(pk=made.result_id)
    if result is None or result.final_file is None or result.sealed_at is None:
        return None
    dossier = result.dossier
    return LinkedPaper(
        file=result.final_file,
        title=_title(result),
        number=result.number,
        agency=agency_name(dossier.resolving_agency_id, timezone.localdate(result.sealed_at)),
        issued_at=result.sealed_at,
        is_replaced=result.withdrawn_at is not None,
        get_url=_get_url(result, actor),
        converted_at=made.made_at if made is not None else None,
        converted_by=str(from_json(made.data)["body"]) if made is not None else "",
        copies=made.copies if made is not None else 0,
    )


def _title(result: Result) -> str:
    if result.kind == ResultKind.REFUSAL:
        return _("Thông báo không giải quyết hồ sơ")
    version = result.dossier.procedure_version
    names = {kind.code: kind.name for kind in version.results}
    return names.get(result.result_code, version.name)


def _get_url(result: Result, actor: Actor) -> str:
    if actor.person_id is None or result.withdrawn_at is not None:
        return ""
    if not Dossier.objects.visible_to(actor).filter(pk=result.dossier_id).exists():
        return ""
    return reverse("my_result", args=[result.dossier.uid, result.uid])
