import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0052_scan_trouble"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="charge",
            name="dossiers_one_open_charge",
        ),
        migrations.AddField(
            model_name="charge",
            name="notice",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charge",
                to="dossiers.taxnotice",
            ),
        ),
        migrations.AlterField(
            model_name="charge",
            name="kind",
            field=models.CharField(
                choices=[("phi", "Phí"), ("le_phi", "Lệ phí"), ("duty", "Nghĩa vụ tài chính")],
                max_length=8,
                verbose_name="loại",
            ),
        ),
        migrations.AlterField(
            model_name="charge",
            name="origin",
            field=models.CharField(
                choices=[
                    ("catalogue", "Theo danh mục thủ tục"),
                    ("desk", "Một cửa ghi, có căn cứ"),
                    ("tax", "Theo thông báo của cơ quan thuế"),
                ],
                max_length=10,
                verbose_name="nguồn",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("notice__isnull", True), ("state", "due")),
                fields=("dossier",),
                name="dossiers_one_open_charge",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("notice__isnull", False), ("state", "due")),
                fields=("dossier",),
                name="dossiers_one_open_duty",
            ),
        ),
    ]
