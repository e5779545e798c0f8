from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxentry",
            name="lane",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="hàng"),
        ),
        migrations.AddIndex(
            model_name="outboxentry",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["waiting", "parked"]), models.Q(("lane", ""), _negated=True)
                ),
                fields=["handler", "lane", "id"],
                name="events_outbox_lane",
            ),
        ),
    ]
