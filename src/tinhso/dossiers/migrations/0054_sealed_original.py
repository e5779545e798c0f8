from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0053_tax_charges"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="is_sealed_original",
            field=models.BooleanField(
                default=False, verbose_name="bản gốc điện tử đã có dấu, không phải ký"
            ),
        ),
    ]
