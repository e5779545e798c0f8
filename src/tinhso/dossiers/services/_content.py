"""What a dossier says: its form and papers looked through, kept and found again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from django.utils import translation
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, IndexedAnswer
from tinhso.dossiers.rules.answers import FORM_COMPONENTS, as_json, plain
from tinhso.dossiers.rules.states import REMOTE_CHANNELS
from tinhso.dossiers.services.charging import charge_by_catalogue
from tinhso.dossiers.services.inputs import Answers, AttachmentInput
from tinhso.kernel.db.words import worded
from tinhso.kernel.db.writing import fresh, insert_unread
from tinhso.kernel.eforms import FieldKind, FormSpec
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion


class Content(NamedTuple):
    """What a form and its papers hold, and what is amiss with them."""

    values: Mapping[str, object]
    """The answers that hold, in their types."""
    spec: FormSpec | None
    """The form; None where the procedure has none."""
    unfit: dict[str, str]
    """A sentence for each field and paper that does not hold."""

    def require_fit(self) -> None:
        """Raise `Invalid` with a sentence at each field, as the portal does."""
        if self.unfit:
            raise Invalid(_("Hồ sơ còn chỗ cần xem lại trước khi nộp."), fields=self.unfit)

    def without_pledges(self) -> Self:
        """Return it with nothing amiss with pledges: a machine makes none for anybody."""
        spec = self.spec
        if spec is None:
            return self
        return self._replace(
            unfit={key: said for key, said in self.unfit.items() if not is_pledge(spec, key)}
        )


def look_through(
    *,
    version: "ProcedureVersion",
    answers: Answers,
    attachments: Sequence[AttachmentInput],
    channel: str,
    at: datetime,
    kept: frozenset[str] = frozenset(),
) -> Content:
    """Look at form and papers as the portal does (310/2026); nothing is refused here.

    `kept` are components the dossier has already. Online, a paper whose data is the form itself
    (`to_khai`, `don`) is what was filled in. Only papers that must be handed in are missed.
    """
    spec = procedures.form_of(version=version)
    values: Mapping[str, object] = dict(answers)
    errors: dict[str, str] = {}
    if spec is not None:
        cleaned = spec.clean(plain(answers), at=at)
        errors.update({key: str(sentence) for key, sentence in cleaned.errors.items()})
        values = cleaned.values
    given = {paper.component_key for paper in attachments} | kept
    unknown = given - {component.key for component in version.components}
    for key in sorted(unknown):
        errors[f"attachments.{key}"] = _("Thủ tục này không có giấy tờ đó.")
    if channel in REMOTE_CHANNELS:
        for component in procedures.components_for(version=version, answers=values):
            is_form = spec is not None and component.key in FORM_COMPONENTS
            is_owed = component.required and not component.shown_only and not is_form
            if is_owed and component.key not in given:
                errors[f"attachments.{component.key}"] = told(
                    _("Còn thiếu: %(paper)s."), paper=component.name
                )
    return Content(values, spec, errors)


def is_pledge(spec: FormSpec, key: str) -> bool:
    """Tell whether a field is the declarant's own pledge, which nobody makes for him."""
    return key in spec.fields and spec.fields[key].kind is FieldKind.STATEMENT


def name_fields(spec: FormSpec | None, keys: Iterable[str]) -> list[str]:
    """Name fields by their labels, papers by their keys: never by what somebody wrote."""
    labels = spec.fields if spec is not None else {}
    with translation.override("vi"):
        return [
            worded(labels[key].label) if key in labels else key.removeprefix("attachments.")
            for key in keys
        ]


def put_answers(dossier: Dossier, answers: Answers, *, at: datetime) -> None:
    """Check and keep changed answers; the caller saves the dossier."""
    kept = frozenset(
        dossier.attachments.filter(superseded_at__isnull=True).values_list(
            "component_key", flat=True
        )
    )
    content = look_through(
        version=dossier.procedure_version,
        answers=answers,
        attachments=(),
        channel=dossier.channel,
        at=at,
        kept=kept,
    )
    content.require_fit()
    dossier.answers = as_json(dict(content.values))
    charge_by_catalogue(dossier, content.values, at=at)
    write_index(dossier, content)


def write_index(dossier: Dossier, content: Content, *, is_new: bool = False) -> None:
    """Write the searched answers in their types; what names a person is never among them."""
    if not is_new:
        IndexedAnswer.objects.filter(dossier=dossier).delete()
    spec = content.spec
    if spec is None:
        return
    insert_unread(
        [
            fresh(
                IndexedAnswer,
                dossier_id=dossier.pk,
                key=value.key,
                text=(value.text or "")[:200],
                number=value.number,
                day=value.day,
            )
            for value in spec.index_values(plain(content.values))
            if value.key not in spec.fields or not spec.fields[value.key].personal
        ]
    )
