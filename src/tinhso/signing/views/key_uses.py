"""The log of uses of keys: each person's own, and those of agencies."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.identity.queries import names_of_officials
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound, NotPermitted, SignInNeeded
from tinhso.kernel.jobs.definitions import definitions
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, TextFilter
from tinhso.signing import queries
from tinhso.signing.models import KeyUse
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import CertificateRole, UseOutcome, UseSource

SHOWN_DIGITS = 16


def _who(row: KeyUse) -> str:
    return row.actor_name or _("hệ thống")


def _work_of(code: str) -> str:
    """Return what operators call the background work that used a key; "" where it has no name."""
    known = definitions.find(code) if code else None
    return str(known.title) if known is not None else ""


def _whose(row: KeyUse) -> str:
    """Name the agency; of its device or software also what that is called."""
    held = row.certificate
    is_agencys = held.role == CertificateRole.AGENCY
    return held.agency_name if is_agencys else f"{held.name} · {held.agency_name}"


def _digest(row: KeyUse) -> SafeString:
    """Show the beginning of a fingerprint; the whole stands in the file."""
    if not row.sha256:
        return SafeString("")
    shown = f"{row.sha256[:SHOWN_DIGITS]}…"
    return format_html('<code title="{}">{}</code>', row.sha256, shown)


def _outcome(row: KeyUse) -> str:
    said = str(row.get_outcome_display())
    return f"{said} ({row.reason})" if row.reason else said


AT = Column[KeyUse]("at", gettext_lazy("Lúc"), lambda u: u.at, sort=("at", "id"), data=False)
WHAT = Column[KeyUse]("title", gettext_lazy("Ký gì"), lambda u: u.title)
WHO = Column[KeyUse]("who", gettext_lazy("Người làm"), _who)
SOURCE = Column[KeyUse](
    "source", gettext_lazy("Từ đâu"), lambda u: u.get_source_display(), data=False
)
OUTCOME = Column[KeyUse]("outcome", gettext_lazy("Kết quả"), _outcome, data=False)
DIGEST = Column[KeyUse](
    "sha256", gettext_lazy("SHA-256 của tệp"), draw=_digest, export=lambda u: u.sha256
)
SERIAL = Column[KeyUse](
    "serial", gettext_lazy("Số chứng thư"), lambda u: u.certificate.serial, shown=False
)
ALGORITHM = Column[KeyUse](
    "algorithm", gettext_lazy("Thuật toán"), lambda u: u.algorithm, shown=False, data=False
)


class KeyUseList(ListPage[KeyUse]):
    """Uses of keys, the newest first."""

    filters = (
        ChoiceFilter("tu-dau", gettext_lazy("Từ đâu"), "source", UseSource.choices),
        ChoiceFilter("ket-qua", gettext_lazy("Kết quả"), "outcome", UseOutcome.choices),
        DateRangeFilter("luc", gettext_lazy("Lúc"), "at"),
        TextFilter(
            "chung-thu", gettext_lazy("Số chứng thư"), "certificate__serial", lookup="iexact"
        ),
    )
    default_sort = "-at"
    words_in = ("title", "sha256")
    search_hint = gettext_lazy("Tên văn bản hoặc SHA-256")
    empty_title = gettext_lazy("Khóa chưa được dùng lần nào")
    empty_text = gettext_lazy("Mỗi lần khóa ký một tệp, dòng đầu tiên sẽ hiện ở đây.")

    def prepare(self, rows: Sequence[KeyUse], *, actor: Actor) -> None:
        """Put names of officials, and of systems that asked, beside ids, for all rows at once."""
        wanted = {row.actor_id for row in rows if row.actor_id is not None}
        names: dict[UUID, str] = names_of_officials(wanted) if wanted else {}
        systems = queries.systems_asking(rows)
        for row in rows:
            system = systems.get(row.batch_uid, "") if row.batch_uid else ""
            official = names.get(row.actor_id, "") if row.actor_id else _work_of(row.actor_code)
            row.actor_name = " · ".join(one for one in (system, official) if one)

    def label(self, row: KeyUse) -> str:
        """Name the row for screen readers."""
        return row.title or str(row.get_source_display())


class OwnKeyUses(KeyUseList):
    """Every use of the reader's own keys."""

    name = "signing.own_key_uses"
    title = gettext_lazy("Nhật ký dùng khóa của tôi")
    template = "signing/own_key_uses.html"
    columns = (AT, WHAT, SOURCE, OUTCOME, DIGEST, WHO, SERIAL, ALGORITHM)

    def permit(self, actor: Actor) -> None:
        """Let in who has an account; who never had a key finds an empty list."""
        if not actor.is_signed_in:
            raise SignInNeeded
        if actor.id is None:
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[KeyUse]:
        """Return the uses of the actor's own keys."""
        return queries.own_key_uses(actor=actor)


class AgencyKeyUses(KeyUseList):
    """Every use of an agency's key, for its clerks; of all agencies, for who issues them."""

    name = "signing.agency_key_uses"
    title = gettext_lazy("Nhật ký dùng khóa của cơ quan")
    columns = (
        AT,
        Column[KeyUse]("agency", gettext_lazy("Khóa của"), _whose),
        WHAT,
        WHO,
        SOURCE,
        OUTCOME,
        DIGEST,
        SERIAL,
        ALGORITHM,
    )

    def permit(self, actor: Actor) -> None:
        """Let in clerks and who issues certificates."""
        if not actor.is_signed_in:
            raise SignInNeeded
        if not (
            actor.may(SigningPermission.SEAL_DOCUMENT)
            or actor.may(SigningPermission.MANAGE_CERTIFICATES)
        ):
            raise NotPermitted

    def rows(self, actor: Actor) -> QuerySet[KeyUse]:
        """Return the uses of the keys of the actor's agency."""
        return queries.agency_key_uses(actor=actor)


OWN_PLACE = "tai-khoan/chu-ky-so/nhat-ky/"
AGENCY_PLACE = "lam-viec/dong-dau/nhat-ky/"
