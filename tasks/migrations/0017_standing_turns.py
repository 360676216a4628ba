"""Know beforehand what the end of the next round will say of each task."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0016_shown_parts'),
    ]

    operations = [
        migrations.AddField(
            model_name='taskstanding',
            name='next_last_round_due_on',
            field=models.DateField(blank=True, null=True, verbose_name='last round due on after that'),
        ),
        migrations.AddField(
            model_name='taskstanding',
            name='next_missed_rounds',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='missed rounds after that'),
        ),
        migrations.AddField(
            model_name='taskstanding',
            name='next_unchanged_rounds',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='rounds without any change after that'),
        ),
        migrations.AddField(
            model_name='taskstanding',
            name='turns_after',
            field=models.DateField(blank=True, null=True, verbose_name='turns after'),
        ),
        migrations.AddIndex(
            model_name='taskstanding',
            index=models.Index(fields=['turns_after'], name='standing_turns_after'),
        ),
    ]
