"""The editions of what processes keep of the database (`keeping`)."""

from django.db import models


class Edition(models.Model):
    """The token of one set of facts; it changes with every change of them.

    Tokens are random: what a rolled back change was called is never the name of a later one.
    """

    name = models.CharField(max_length=40, primary_key=True)
    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.name} {self.token}"


class MovedRow(models.Model):
    """What one row pointed at before an act pointed it elsewhere (`repointing`)."""

    act = models.UUIDField()
    on = models.DateField()
    table = models.CharField(max_length=63)
    field = models.CharField(max_length=40)
    row = models.BigIntegerField()
    old = models.BigIntegerField()
    new = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "table", "field", "row"], name="db_moved_once")
        ]
        indexes = [models.Index(fields=["table", "field", "row", "on"], name="db_moved_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.old} → {self.new}"


class RewrittenRow(models.Model):
    """What one field of a row said before an act wrote it anew (`rewriting`).

    Without a field: the row was not there before the act.
    """

    act = models.UUIDField()
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    field = models.CharField(max_length=40, blank=True, default="")
    before = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act", "table", "row", "field"], name="db_rewritten_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.field}"
