"""The English words of 催办 and 签收, remind and acknowledge, and of the digest. The database stays as it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0029_reviews_passed_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='chase',
            options={'ordering': ['-chased_at', '-pk'], 'verbose_name': 'reminder', 'verbose_name_plural': 'reminders'},
        ),
        migrations.AlterField(
            model_name='chase',
            name='acknowledged_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='acknowledged at'),
        ),
        migrations.AlterField(
            model_name='chase',
            name='acknowledged_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='acknowledged by'),
        ),
        migrations.AlterField(
            model_name='chase',
            name='chased_at',
            field=models.DateTimeField(verbose_name='reminded at'),
        ),
        migrations.AlterField(
            model_name='chase',
            name='chased_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reminded by'),
        ),
        migrations.AlterField(
            model_name='mailchoice',
            name='kind',
            field=models.CharField(choices=[('report_submitted', 'A report awaits confirmation'), ('share_submitted', 'A share awaits the lead'), ('approval_needed', 'A report awaits your approval'), ('report_confirmed', 'Your report was confirmed'), ('share_accepted', 'Your share was accepted'), ('report_returned', 'Your report was returned'), ('task_reopened', 'A completed task was reopened'), ('round_opened', 'A reporting round was opened'), ('round_extended', 'A reporting round was extended'), ('round_closed', 'A reporting round was closed'), ('due_ahead', 'A date draws near'), ('overdue', 'A date has passed'), ('escalated', 'An agency has not answered'), ('digest', 'Daily digest of what is due'), ('chased', 'Reminder from the office'), ('chase_signed', 'An agency acknowledged a reminder'), ('opinion_asked', "A lead's report awaits your opinion"), ('dissent_given', 'An agency dissents from a report'), ('consolidation_taken', 'Another lead took the consolidation over'), ('consolidation_released', 'The office released your consolidation'), ('report_set_back', 'Your report is a draft again: another lead reports'), ('extension_asked', 'An agency asks for a later date'), ('extension_decided', 'The office decided about a later date'), ('duties_passed', 'Tasks passed to your agency'), ('calendar_unknown', 'The public holidays of a year are not known yet')], max_length=30, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='chase',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='tasks.chase', verbose_name='reminder'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('report_submitted', 'A report awaits confirmation'), ('share_submitted', 'A share awaits the lead'), ('approval_needed', 'A report awaits your approval'), ('report_confirmed', 'Your report was confirmed'), ('share_accepted', 'Your share was accepted'), ('report_returned', 'Your report was returned'), ('task_reopened', 'A completed task was reopened'), ('round_opened', 'A reporting round was opened'), ('round_extended', 'A reporting round was extended'), ('round_closed', 'A reporting round was closed'), ('due_ahead', 'A date draws near'), ('overdue', 'A date has passed'), ('escalated', 'An agency has not answered'), ('digest', 'Daily digest of what is due'), ('chased', 'Reminder from the office'), ('chase_signed', 'An agency acknowledged a reminder'), ('opinion_asked', "A lead's report awaits your opinion"), ('dissent_given', 'An agency dissents from a report'), ('consolidation_taken', 'Another lead took the consolidation over'), ('consolidation_released', 'The office released your consolidation'), ('report_set_back', 'Your report is a draft again: another lead reports'), ('extension_asked', 'An agency asks for a later date'), ('extension_decided', 'The office decided about a later date'), ('duties_passed', 'Tasks passed to your agency'), ('calendar_unknown', 'The public holidays of a year are not known yet')], max_length=30, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='digest',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='tasks.notice', verbose_name='the daily digest'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='mail_state',
            field=models.CharField(choices=[('pending', 'To be sent'), ('sent', 'Sent'), ('no_address', 'No address'), ('not_wanted', 'Not wanted by mail'), ('in_digest', 'In the daily digest')], default='pending', max_length=20, verbose_name='e-mail state'),
        ),
    ]
