"""The search index of dossiers."""

from django.db import migrations

from tinhso.kernel.search.operations import CreateSearchIndex


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial"), ("search", "0001_initial")]
    operations = [CreateSearchIndex("dossiers")]
