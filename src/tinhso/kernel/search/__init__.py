"""Search without accents: folded when written, FTS5 on SQLite, GIN on PostgreSQL.

A room makes the index of one kind of thing by a migration of its own, and keeps it:

    operations = [CreateSearchIndex("dossiers_dossier")]            # kernel.search.operations

    index("dossiers_dossier", dossier.pk, f"{dossier.title} {dossier.address}")   # in the service
    remove("dossiers_dossier", dossier.pk)
    match(Dossier.objects.visible_to(actor), "dossiers_dossier", "khai sinh ngu")

Every word of a query must occur; the last one may be unfinished. Codes and numbers are looked up
by equality or prefix on their own columns, not here. Nothing that names a person belongs in an
index (design 5.9): parties are found by keyed hash.
"""

from tinhso.kernel.search.queries import broad_words, match, matching_ids
from tinhso.kernel.search.registry import SearchSource, search_sources
from tinhso.kernel.search.services import index, index_many, reindex, remove

__all__ = [
    "SearchSource",
    "broad_words",
    "index",
    "index_many",
    "match",
    "matching_ids",
    "reindex",
    "remove",
    "search_sources",
]
