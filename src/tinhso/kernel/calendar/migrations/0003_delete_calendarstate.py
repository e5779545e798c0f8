from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("calendar", "0002_days"), ("db", "0001_initial")]

    operations = [migrations.DeleteModel(name="CalendarState")]
