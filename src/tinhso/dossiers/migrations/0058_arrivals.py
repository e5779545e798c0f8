import django.db.models.deletion
from django.db import migrations, models


def come_in_online(apps, schema_editor):
    """Two channels that no source ever told apart are what they came in as."""
    dossier = apps.get_model("dossiers", "Dossier")
    dossier.objects.filter(channel__in=["vneid", "kiosk"]).update(channel="online")


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0057_consulted_hours"),
    ]

    operations = [
        migrations.RunPython(come_in_online, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="dossier",
            name="channel",
            field=models.CharField(
                choices=[
                    ("desk", "Trực tiếp tại quầy"),
                    ("online", "Trực tuyến"),
                    ("post", "Bưu chính, dịch vụ thuê"),
                ],
                max_length=8,
                verbose_name="kênh",
            ),
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("post", "Bưu chính công ích"), ("hired", "Dịch vụ thuê")],
                        max_length=8,
                        verbose_name="hình thức gửi",
                    ),
                ),
                (
                    "carrier",
                    models.CharField(blank=True, max_length=120, verbose_name="đơn vị chuyển"),
                ),
                (
                    "tracking",
                    models.CharField(blank=True, max_length=40, verbose_name="số bưu gửi"),
                ),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrival",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ gửi đến",
            },
        ),
    ]
