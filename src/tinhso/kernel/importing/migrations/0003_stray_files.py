from django.db import migrations, models

import tinhso.kernel.db.secrets


class Migration(migrations.Migration):
    dependencies = [
        ("importing", "0002_what_was_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="stray_count",
            field=models.PositiveIntegerField(default=0, verbose_name="tệp mục lục không ghi"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="strays",
            field=tinhso.kernel.db.secrets.EncryptedTextField(
                default="[]", verbose_name="đường dẫn của chúng"
            ),
        ),
    ]
