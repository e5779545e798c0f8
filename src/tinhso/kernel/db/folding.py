"""Words found in a field whatever their case and accents, by the database itself.

For lists that are short for whoever reads them; where thousands are searched, rows are found by
the index of `kernel.search` or by a folded column of their own.
"""

from typing import TYPE_CHECKING, Any, Final

from django.db.models import CharField, Q, TextField, Transform

from tinhso.kernel.db.text import FOLD, fold, nfc

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler, _AsSqlType

_LATIN: Final = [chr(code) for block in ((0xC0, 0x250), (0x1E00, 0x1F00)) for code in range(*block)]
_FOLDED: Final = [(letter, fold(letter)) for letter in _LATIN if len(fold(letter)) == 1]
_MARKS: Final = "".join(map(chr, range(0x300, 0x370)))
_FROM: Final = "".join(letter for letter, _plain in _FOLDED) + _MARKS
_TO: Final = "".join(plain for _letter, plain in _FOLDED)
"""Letter for letter; what stands in `_FROM` alone (marks that were typed apart) falls away."""


@CharField.register_lookup
@TextField.register_lookup
class Folded(Transform):
    """A text as `fold` gives it: `name__folded__contains=fold(words)`."""

    lookup_name = "folded"
    output_field = TextField()

    def as_sqlite(
        self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper", **more: Any
    ) -> "_AsSqlType":
        """Ask the function that the connection brings along."""
        return self.as_sql(compiler, connection, function=FOLD, **more)

    def as_postgresql(
        self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper", **more: Any
    ) -> "_AsSqlType":
        """Write it in PostgreSQL's own words, which need no extension and no locale."""
        lowered, params = self.as_sql(compiler, connection, function="lower", **more)
        return f"translate({lowered}, %s, %s)", (*params, _FROM, _TO)


def having(words: str, *fields: str) -> Q:
    """Return the condition that each word stands somewhere in one of these fields.

    “nguyen van” finds “Nguyễn Văn”, and the other way round; no words ask for nothing.
    """
    found = Q()
    for word in fold(nfc(words)).split():
        found &= Q(*((f"{field}__folded__contains", word) for field in fields), _connector=Q.OR)
    return found
