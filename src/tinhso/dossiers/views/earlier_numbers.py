"""The numbers that earlier systems gave, brought over when the house went live."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.masking import mask_name
from tinhso.identity import services as identity_services
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.numbering import known_registers
from tinhso.kernel.numbering.models import EarlierNumber
from tinhso.kernel.numbering.permissions import NumberingPermission
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, TextFilter


def _register_of(row: EarlierNumber) -> str:
    kept = known_registers().get(row.register)
    return str(kept.label) if kept is not None else row.register


class EarlierNumberList(ListPage[EarlierNumber]):
    """What the registers of the actor's agency held before; names of people are masked."""

    name = "dossiers.earlier_numbers"
    title = gettext_lazy("Số của hệ thống cũ")
    columns = (
        Column("text", gettext_lazy("Số, ký hiệu"), lambda n: n.text),
        Column("register", gettext_lazy("Vào sổ"), _register_of),
        Column("on", gettext_lazy("Ngày"), lambda n: n.on),
        Column("subject", gettext_lazy("Nội dung"), lambda n: n.subject),
        Column("given_to", gettext_lazy("Cấp cho ai"), lambda n: mask_name(n.given_to)),
        Column("note", gettext_lazy("Ghi chú"), lambda n: n.note),
        Column("source", gettext_lazy("Hệ thống cũ"), lambda n: n.source),
    )
    filters = (
        ChoiceFilter(
            "so",
            gettext_lazy("Vào sổ"),
            "register",
            lambda _actor: [(key, kept.label) for key, kept in known_registers().items()],
        ),
        TextFilter("so-ky-hieu", gettext_lazy("Số, ký hiệu"), "text"),
        DateRangeFilter("ngay", gettext_lazy("Ngày"), "on", is_time=False),
    )
    default_order = ("-on", "-id")
    export_permission = P.EXPORT
    words_in = ("text", "subject", "note", "source")
    empty_title = gettext_lazy("Chưa mang số nào từ hệ thống cũ sang")
    empty_text = gettext_lazy("Khi đưa vào vận hành, các số đã cấp được nhập từ bảng tính.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who may read registers."""
        super().permit(actor)
        if not actor.may(NumberingPermission.READ_REGISTER):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[EarlierNumber]:
        """Return the numbers of the actor's agency."""
        return EarlierNumber.objects.visible_to(actor)

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep one line on the list of people: who, which filters, how many."""
        identity_services.record_list_reading(
            actor=actor, list_name=self.name, filters=dict.fromkeys(filters, "1"), count=count
        )
