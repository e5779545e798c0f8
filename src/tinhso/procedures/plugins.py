"""What this room puts into the sockets of the house."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from tinhso.kernel.actors import system_actor
from tinhso.kernel.registry.operations import Step, first_start


def load_catalogue(say: Callable[[str], None]) -> None:
    """Fill a new database with the catalogue."""
    from tinhso.procedures.services import import_catalogue

    done = import_catalogue(actor=system_actor("procedures.import"), say=say)
    say(_("%(n)d thủ tục trong danh mục") % {"n": done.procedures})


first_start.register(
    "procedures.catalogue", Step(order=30, title="Danh mục thủ tục hành chính", run=load_catalogue)
)
