"""The Celery application: `celery -A config worker` and `celery -A config beat`."""

import os

from celery import Celery

from config import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

broker.install()
app = Celery("duban")
app.config_from_object("django.conf:settings", namespace="CELERY")
# The default related name would be `tasks`, which is our own word for what plans are made of.
app.autodiscover_tasks(related_name="jobs")
