"""Forms that are due for certificates because holders or agencies changed."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.folding import having
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    ListPage,
    PresetView,
    YesNoFilter,
)
from tinhso.organization.queries import agency_names
from tinhso.signing import services
from tinhso.signing.models import CertificateProposal
from tinhso.signing.queries import register as asked
from tinhso.signing.rules import ProposalCause, ProposalOutcome, RequestForm


class ProposalList(ListPage[CertificateProposal]):
    """What the clerks of an agency and of those below are to file, and what was filed."""

    name = "signing.proposals"
    title = gettext_lazy("Chứng thư cần gửi mẫu")
    columns = (
        Column("name", gettext_lazy("Chủ thể"), value=lambda p: p.certificate.name),
        Column("form", gettext_lazy("Mẫu"), value=lambda p: p.get_form_display(), data=False),
        Column("cause", gettext_lazy("Vì sao"), value=lambda p: p.get_cause_display(), data=False),
        Column("agency", gettext_lazy("Nơi gửi"), value=lambda p: vars(p).get("filed_by", "")),
        Column("raised", gettext_lazy("Nêu lúc"), value=lambda p: p.raised_at, sort="raised_at"),
        Column(
            "outcome",
            gettext_lazy("Kết quả"),
            value=lambda p: p.get_outcome_display() if p.outcome else gettext_lazy("Đang chờ"),
            data=False,
        ),
        Column("serial", gettext_lazy("Số chứng thư"), value=lambda p: p.certificate.serial),
        Column("act", gettext_lazy("Việc cần làm"), template="signing/_proposal_act.html"),
    )
    filters = (
        YesNoFilter("cho", gettext_lazy("Đang chờ"), "closed_at__isnull"),
        ChoiceFilter("mau", gettext_lazy("Mẫu"), "form", RequestForm.choices),
        ChoiceFilter("vi", gettext_lazy("Vì sao"), "cause", ProposalCause.choices),
        DateRangeFilter("neu", gettext_lazy("Nêu lúc"), "raised_at"),
    )
    views = (PresetView("waiting", gettext_lazy("Đang chờ"), {"cho": "co"}),)
    acts = (
        ListAct(
            key="request",
            label=gettext_lazy("Lập yêu cầu"),
            icon="file-earmark-plus",
            run=lambda row, actor: services.requests.request_of_proposal(uid=row.uid, actor=actor),
        ),
        ListAct(
            key="filed",
            label=gettext_lazy("Đã gửi mẫu"),
            run=lambda row, actor: services.close_proposal(
                uid=row.uid, outcome=ProposalOutcome.FILED, actor=actor
            ),
        ),
        ListAct(
            key="declined",
            label=gettext_lazy("Không cần gửi"),
            icon="x-lg",
            run=lambda row, actor: services.close_proposal(
                uid=row.uid, outcome=ProposalOutcome.DECLINED, actor=actor
            ),
        ),
    )
    default_sort = "-raised"
    key_field = "uid"
    search_hint = gettext_lazy("Tên chủ thể hoặc số chứng thư")
    empty_title = gettext_lazy("Không có mẫu nào cần gửi")
    empty_text = gettext_lazy(
        "Khi cán bộ thôi việc, chuyển công tác hoặc cơ quan sắp xếp lại, việc cần làm hiện ở đây."
    )

    def permit(self, actor: Actor) -> None:
        """Let in clerks and who issues certificates."""
        asked.require_proposer(actor)

    def rows(self, actor: Actor) -> QuerySet[CertificateProposal]:
        """Return what the actor may see."""
        return asked.proposals(actor=actor)

    def search(
        self, rows: QuerySet[CertificateProposal], query: str
    ) -> QuerySet[CertificateProposal]:
        """Find by the holder's name or the certificate's number."""
        return rows.filter(
            having(query, "certificate__name") | Q(certificate__serial__istartswith=query)
        )

    def prepare(self, rows: Sequence[CertificateProposal], *, actor: Actor) -> None:
        """Name the agencies of all rows at once."""
        names = agency_names({row.agency_id for row in rows})
        for row in rows:
            vars(row)["filed_by"] = names.get(row.agency_id, "")

    def label(self, row: CertificateProposal) -> str:
        """Name the row for screen readers."""
        return row.certificate.name
