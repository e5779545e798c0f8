"""What a dossier is found by: codes and procedure in words, people in unreadable tokens."""

from collections.abc import Iterator
from functools import partial

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.rules.blind import blind_words
from tinhso.dossiers.services._people import parties_of
from tinhso.kernel.db.acting import do_last
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.search.services import index

ENTITY = "dossiers"
hashed = partial(keyed_hash, purpose="dossiers.words")


def words_of(dossier: Dossier) -> str:
    """Return what one dossier is found by; a person's number has its own hashed column."""
    return words_for(dossier, [party.name for party in dossier.parties.all()])


def words_for(dossier: Dossier, names: list[str]) -> str:
    """Return what a dossier of these people is found by."""
    plain = [
        dossier.code or "",
        dossier.submission_number,
        dossier.procedure_code,
        dossier.procedure_version.name,
    ]
    return " ".join([*plain, *blind_words([*names, *plain], hashed=hashed)])


def index_dossier(dossier: Dossier) -> None:
    """Let the dossier be found by what it says when the act is over."""
    do_last((ENTITY, dossier.pk), partial(_index, dossier))


def _index(dossier: Dossier) -> None:
    index(ENTITY, dossier.pk, words_for(dossier, [party.name for party in parties_of(dossier)]))


def everything() -> Iterator[tuple[int, str]]:
    """Yield each dossier with its words, by id, for the index to be built again."""
    rows = Dossier.objects.select_related("procedure_version").prefetch_related("parties")
    for dossier in rows.order_by("pk").iterator(chunk_size=500):
        yield dossier.pk, words_of(dossier)
