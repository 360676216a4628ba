"""Settings for `make run`: DEBUG, mail on the console, a key that protects nothing."""

from config.settings.base import *  # noqa: F403
from config.settings.base import from_environment

DEBUG = True
SECRET_KEY = from_environment("SECRET_KEY", "development-only-key-that-protects-nothing-at-all")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = from_environment("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
