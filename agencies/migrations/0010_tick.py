"""Keep a number that tells whether anything was written."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0009_kept_answers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(verbose_name='number')),
            ],
            options={
                'verbose_name': 'trace of writing',
                'verbose_name_plural': 'traces of writing',
            },
        ),
    ]
