"""As in an installation, without HTTPS; who calls can be told beforehand, and nobody is slowed down."""

from config.settings.base import *  # noqa: F403
from config.settings.base import REST_FRAMEWORK

SECRET_KEY = "only-for-benchmarks-protects-nothing-at-all-0123456789"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Nothing is collected here: each static file is looked up when it is asked for.
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"] = [
    "benchmarks.callers.KnownCaller",
    "agencies.api.authentication.TokenAuthentication",
    "rest_framework.authentication.SessionAuthentication",
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
}
API_CALLS_A_MINUTE = {}
ROOT_URLCONF = "benchmarks.urls"
