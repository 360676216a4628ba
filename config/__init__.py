"""Puts the three apps together: settings, URLs, Celery, pages that belong to no single app."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
