from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_search_texts"),
    ]

    operations = [
        # Tokens from before there were scopes go on doing what they did; new ones only read.
        migrations.AddField(
            model_name="apitoken",
            name="scope",
            field=models.CharField(
                choices=[("read", "Read only"), ("write", "Read and write")],
                default="write",
                max_length=10,
                verbose_name="scope",
            ),
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="scope",
            field=models.CharField(
                choices=[("read", "Read only"), ("write", "Read and write")],
                default="read",
                max_length=10,
                verbose_name="scope",
            ),
        ),
    ]
