"""The list page every room uses: declare columns, filters and acts, get the rest.

    class DossierList(ListPage[Dossier]):
        name = "dossiers.desk"
        ...
    urlpatterns = [*DossierList.urls("lam-viec/ho-so/", name="dossier_list")]

Search, filters as chips, sort, saved and shared views with capped counts, chosen columns, paging by
key both ways, export of exactly what is shown, acts over many rows with an outcome for each,
preview beside the list, keys, print; all of it without JavaScript as well. See docs/apps/web.md.
"""

from tinhso.kernel.web.lists.acts import ListAct
from tinhso.kernel.web.lists.columns import Column, money_column
from tinhso.kernel.web.lists.filters import (
    ChoiceFilter,
    DateRangeFilter,
    DayFilter,
    Filter,
    MultiFilter,
    NumberRangeFilter,
    TextFilter,
    YesNoFilter,
)
from tinhso.kernel.web.lists.pages import ListPage
from tinhso.kernel.web.lists.shown import PresetView

__all__ = [
    "ChoiceFilter",
    "Column",
    "DateRangeFilter",
    "DayFilter",
    "Filter",
    "ListAct",
    "ListPage",
    "MultiFilter",
    "NumberRangeFilter",
    "PresetView",
    "TextFilter",
    "YesNoFilter",
    "money_column",
]
