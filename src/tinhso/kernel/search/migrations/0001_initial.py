"""The start of the line: rooms' own migrations make the indexes."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations: list[object] = []
