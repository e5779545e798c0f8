"""What an act of the desk is: its address, its words, its form, its service, when it is offered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from tinhso.dossiers.forms import desk as forms
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.desk_page import DeskPage
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.models import StoredFile

Text = str | Promise


def always(_form: Any) -> None:
    """Leave a form as it is."""


def by_form(service: Callable[..., object], *names: str) -> Callable[[Any, UUID, Actor], object]:
    """Return the act that gives a service these fields of its form, and the version it showed."""

    def run(form: forms.DeskForm, uid: UUID, actor: Actor) -> object:
        given = {name: form.cleaned_data[name] for name in names}
        return service(uid=uid, actor=actor, version=form.seen_version, **given)

    return run


def nothing_after(_form: Any, _uid: UUID, _actor: Actor) -> None:
    """Do nothing once the act is committed."""


@dataclass(frozen=True, kw_only=True)
class DeskAct:
    """One act: its address, its words, its form, its service."""

    slug: str
    title: Text
    button: Text
    done: Text
    form: type[forms.DeskForm]
    run: Callable[[Any, UUID, Actor], object]
    moves: tuple[str, ...] = ()
    """The moves it makes; an act that makes none is for whoever receives there."""
    permits: tuple[str, ...] = ()
    """The moves whose permission it asks without making one."""
    offered: Callable[[DeskPage], bool] = lambda _desk: True
    """What must be so beside its moves."""
    icon: str = "check2"
    hint: Text = ""
    law: str = ""
    short: Text = ""
    """The words on its button where room is short; the title otherwise."""
    hotkey: str = ""
    danger: bool = False
    is_shown: bool = False
    """Whether it is a button of its own; the others stand in the menu."""
    template: str = "dossiers/desk/act.html"
    pane: str = "dossiers/desk/_act.html"
    prepare: Callable[[Any], None] = always
    after: Callable[[Any, UUID, Actor], None] = nothing_after

    def is_offered(self, desk: DeskPage) -> bool:
        """Tell whether this officer may do it now."""
        may_move = not self.moves or not set(self.moves).isdisjoint(desk.page.moves)
        return may_move and self.offered(desk)

    @property
    def fields_template(self) -> str:
        """The markup of its fields, where they need an own one."""
        known = {"bo-sung", "sua-sai", "sua-ten", "tra-ket-qua", "thu-phi"}
        name = f"_fields_{self.slug.replace('-', '_')}" if self.slug in known else "_fields"
        return f"dossiers/desk/{name}.html"


def store(upload: Any, *, use: str, actor: Actor) -> StoredFile:
    """Keep an uploaded file as a thing of a person; what an earlier try left is here already."""
    if isinstance(upload, StoredFile):
        return upload
    return files.store(
        content=upload, name=upload.name, use=use, actor=actor, owner_class="personal"
    )


def may_receive(desk: DeskPage) -> bool:
    """Tell whether the officer receives at the desk of this dossier."""
    return desk.actor.may(P.RECEIVE, unit_id=desk.dossier.receiving_unit_id)
