"""Tables whose rows processes keep (`keeping`): every write gives the facts another edition."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar, TypeVar

from django.db import models

from tinhso.kernel.db.keeping import changing

M = TypeVar("M", bound=models.Model)


class KeptQuerySet(models.QuerySet[M]):
    """Writes in sets; each gives the facts another edition."""

    def update(self, **values: Any) -> int:
        """Change rows."""
        with self._changing():
            return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Remove rows."""
        with self._changing():
            return super().delete()

    def bulk_create(self, *args: Any, **options: Any) -> list[M]:
        """Write new rows."""
        with self._changing():
            return super().bulk_create(*args, **options)

    def _changing(self) -> AbstractContextManager[None]:
        return changing(self.model.kept_as) if issubclass(self.model, KeptRow) else nullcontext()


class KeptRow(models.Model):
    """A row of facts that processes keep; `kept_as` names the set it belongs to.

    Its manager is made of a `KeptQuerySet`.
    """

    kept_as: ClassVar[str]

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Write the row and give the facts another edition."""
        with changing(self.kept_as):
            super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Remove the row and give the facts another edition."""
        with changing(self.kept_as):
            return super().delete(*args, **options)
