"""Keys by which a repeated call is known again."""

import json

from django.db import models


class IdempotencyKey(models.Model):
    """One key of one caller with the answer it was given."""

    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["caller", "key"], name="api_one_key_per_caller"),
        )

    def __str__(self) -> str:
        return self.key

    def read(self) -> dict[str, object]:
        """Return the first answer's body."""
        body: dict[str, object] = json.loads(self.answer)
        return body
