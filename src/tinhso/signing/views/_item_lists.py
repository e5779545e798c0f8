"""What the leader's queue and the clerk's list share: rows of papers, one act over many of them."""

from collections.abc import Sequence
from typing import ClassVar, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from tinhso.kernel.web.lists import ChoiceFilter, Column, ListPage, PresetView, YesNoFilter
from tinhso.kernel.web.lists.columns import Text
from tinhso.kernel.web.templatetags.kernel import due
from tinhso.signing import queries
from tinhso.signing.models import SigningItem
from tinhso.signing.queries.queue import having_words


def title_column(label: Text) -> Column[SigningItem]:
    """Return the column of a paper's name, which each list heads with what is done."""
    return Column("title", label, lambda i: i.title, sort=("title", "id"))


def due_column(*, shown: bool = True) -> Column[SigningItem]:
    """Return the column of the day by which a paper is wanted."""
    return Column(
        "due",
        gettext_lazy("Hạn"),
        draw=lambda i: due(i.due_at, agency=i.agency_id),
        export=lambda i: i.due_at,
        sort=("due_order", "id"),
        shown=shown,
    )


KIND: Final[Column[SigningItem]] = Column(
    "kind", gettext_lazy("Loại việc"), lambda i: queries.kind_label(i.kind), data=False
)
DRAFTED: Final[Column[SigningItem]] = Column(
    "drafted", gettext_lazy("Người soạn"), lambda i: i.drafted_by, sort=("drafted_by", "id")
)
OF_KIND: Final = ChoiceFilter(
    "loai", gettext_lazy("Loại việc"), "kind", lambda _actor: queries.kind_labels()
)
OVERDUE: Final = YesNoFilter("qua-han", gettext_lazy("Quá hạn"), "is_late")
LATE: Final = PresetView("late", gettext_lazy("Quá hạn"), {"qua-han": "co"})


class ItemList(ListPage[SigningItem]):
    """Papers that wait for one act, which the list does over those chosen in its own way."""

    together: ClassVar[str]
    """The key of that act."""

    key_field = "uid"
    search_hint = gettext_lazy("Tên văn bản, người soạn")

    def search(self, rows: QuerySet[SigningItem], query: str) -> QuerySet[SigningItem]:
        """Find by the paper's name or who prepared it."""
        return rows.filter(having_words(query))

    def bulk(self, request: HttpRequest) -> HttpResponse:
        """Do the list's act over the chosen papers; all else is as in other lists."""
        chosen = request.POST.getlist("chon")
        if request.POST.get("viec") == self.together and chosen:
            return self.act_on(request, chosen)
        return super().bulk(request)

    def act_on(self, request: HttpRequest, chosen: Sequence[str]) -> HttpResponse:
        """Do the list's act over papers, given by their keys."""
        raise NotImplementedError

    def url(self, row: SigningItem) -> str:
        """Lead to where it is read."""
        return row.get_absolute_url()

    def label(self, row: SigningItem) -> str:
        """Name the row for screen readers."""
        return row.title
