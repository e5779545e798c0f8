"""What this room puts into the sockets of the house."""

from collections.abc import Callable
from typing import Final

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.actors import system_actor
from tinhso.kernel.eforms import Choice, choice_sources
from tinhso.kernel.numbering import Register, register_sources
from tinhso.kernel.registry.operations import Step, first_start
from tinhso.kernel.registry.retention import Lasting, lasting
from tinhso.kernel.web.fields import DataText
from tinhso.kernel.web.registry import NavGroup, NavItem, announcements, navigation, work_items
from tinhso.procedures import queries, roles
from tinhso.procedures.drafting_work import drafts_under_way
from tinhso.procedures.ethnicities import NAMES
from tinhso.procedures.permissions import ProcedurePermission
from tinhso.procedures.services import import_catalogue, load_demonstration


def load_catalogue(say: Callable[[str], None]) -> None:
    """Fill a new database with the catalogue."""
    done = import_catalogue(actor=system_actor("procedures.import"), say=say)
    say(_("%(n)d thủ tục trong danh mục") % {"n": done.procedures})
    if done.left_alone:
        codes = ", ".join(done.left_alone)
        say(_("Giữ nguyên phiên bản do cán bộ công bố: %(codes)s") % {"codes": codes})


def write_drafts(say: Callable[[str], None]) -> None:
    """Let the demonstration's operator have drafts and pauses under way."""
    say(f"{load_demonstration()} bản thảo thủ tục")


lasting.register(
    "procedures.ratings",
    Lasting(
        title=gettext_lazy("Góp ý về trang thủ tục"),
        models=("procedures.PageRating",),
        why=gettext_lazy("không ghi ai góp ý; giữ để sửa trang"),
    ),
)
first_start.register(
    "procedures.demonstration",
    Step(order=36, title="Drafts of procedures", run=write_drafts, demonstration=True),
)
first_start.register(
    "procedures.catalogue", Step(order=30, title="Danh mục thủ tục hành chính", run=load_catalogue)
)

ETHNICITIES: Final = tuple(Choice(name, name) for name in NAMES)


def result_registers() -> dict[str, Register]:
    """Name each register of results after the results it holds."""
    return {
        f"procedures.{key}": Register(
            label=DataText(name),
            format=look.replace("{number}", "%(n)d").replace("{year}", "%(year)s"),
        )
        for key, (name, look) in queries.result_registers().items()
    }


def pauses_announced() -> SafeString:
    """Say at the sign-in what rests now and what will rest for everybody (224/2026 Art. 13)."""
    told = queries.pauses_told(at=timezone.now())
    return render_to_string("procedures/_pauses.html", {"told_pauses": told})


announcements.register("procedures.pauses", pauses_announced)
register_sources.register("procedures", result_registers)
roles.register()
choice_sources.register("ethnicities", lambda: ETHNICITIES)

work_items.register("procedures.drafts", drafts_under_way)
navigation.register(
    "procedures.drafts",
    NavItem(
        label=gettext_lazy("Soạn thủ tục"),
        url="/quan-tri/thu-tuc/soan/",
        icon="pencil-square",
        group=NavGroup.OPERATORS,
        order=41,
        hint=gettext_lazy("Bản thảo, kiểm tra, thử và công bố"),
        visible=lambda actor: actor.may(ProcedurePermission.EDIT_PROCEDURE),
    ),
)

navigation.register(
    "procedures.pauses",
    NavItem(
        label=gettext_lazy("Tạm ngừng dịch vụ"),
        url="/quan-tri/thu-tuc/tam-ngung/",
        icon="pause-circle",
        group=NavGroup.OPERATORS,
        order=42,
        hint=gettext_lazy("Báo trước khi bảo trì, báo ngay khi có sự cố"),
        visible=lambda actor: actor.may(ProcedurePermission.PAUSE_SERVICE),
    ),
)

navigation.register(
    "procedures",
    NavItem(
        label=gettext_lazy("Thủ tục hành chính"),
        url="/quan-tri/thu-tuc/",
        icon="journal-text",
        group=NavGroup.OPERATORS,
        order=40,
        hint=gettext_lazy("Danh mục, phiên bản, quy trình, chỗ cần xem lại"),
        visible=lambda actor: actor.may(ProcedurePermission.VIEW_CATALOGUE),
    ),
)
