"""Two tables for the tests of sight and paging, made by the tests themselves."""

from django.db import models

from tinhso.kernel.db.sight import SightRow


class Letter(models.Model):
    """Something that is seen by key and listed by arrival."""

    arrived_at = models.DateTimeField()
    title = models.CharField(max_length=100)

    objects: "models.Manager[Letter]" = models.Manager()

    class Meta:
        app_label = "sight_tests"
        indexes = [models.Index(fields=["-arrived_at", "-id"], name="letter_arrival")]

    def __str__(self) -> str:
        return self.title


class LetterSight(SightRow):
    """Who sees a letter."""

    follows = "arrived_at"
    object = models.ForeignKey(Letter, models.CASCADE, related_name="+", db_index=False)

    objects: "models.Manager[LetterSight]" = models.Manager()

    class Meta(SightRow.Meta):
        app_label = "sight_tests"
