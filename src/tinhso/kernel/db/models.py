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
