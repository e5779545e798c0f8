"""A certificate of another authority is used for somebody only if it is his: names are compared."""

from typing import Final
from uuid import UUID

from cryptography import x509
from django.utils.translation import gettext as _

from tinhso.identity.queries.recognizing import KnownBy, official_known_by
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.signing.models import Certificate
from tinhso.signing.reading_files import holder_of
from tinhso.signing.rules_names import NameMatch, compare_names

FIELD: Final = "name_reason"
"""Where who takes a certificate says why it is right though its name is another."""


def require_same_holder(
    own: x509.Certificate, *, account_uid: UUID | None, official: str, reason: str
) -> NameMatch:
    """Refuse a certificate that another official's number names; ask why where the name differs.

    Returns how its name is to the official's, for the audit trail.
    """
    said = holder_of(own)
    whose = official_known_by(number=said.number) if said.number else None
    if (
        whose is not None
        and whose[1] == KnownBy.NUMBER
        and account_uid is not None
        and whose[0] != account_uid
    ):
        raise Conflict(_("Số định danh trên chứng thư này là của cán bộ khác."))
    match = compare_names(said.name, official)
    if match is NameMatch.SAME or reason.strip():
        return match
    shown = {"shown": said.name or "—", "official": official}
    if match is NameMatch.LOOK_ALIKE:
        text = _(
            "Tên trên chứng thư “%(shown)s” chỉ trông giống “%(official)s”: khác dấu, khác bảng"
            " chữ hoặc có ký tự ẩn. Nếu đúng là một người, hãy ghi lý do."
        )
    else:
        text = _(
            "Tên trên chứng thư là “%(shown)s”, không phải “%(official)s”. Nếu đúng là một"
            " người, hãy ghi lý do."
        )
    raise Invalid(fields={FIELD: told(text, **shown)})


def note_other_name(row: Certificate, match: NameMatch, *, reason: str, actor: Actor) -> None:
    """Keep in the trail that a certificate in another name was taken, and why."""
    audit.record(
        "signing.other_name_taken",
        actor=actor,
        target=row,
        serial=row.serial,
        name=str(match),
        reason=reason.strip()[:500],
    )
