"""What every installation has in common; what differs comes from the environment.

With nothing set Duban runs on SQLite, sends its notices in its own process and caches in local memory.
`DATABASE_URL` and `REDIS_URL` move the same code to PostgreSQL, Celery workers and Redis.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.settings.beat import CELERY_BEAT_SCHEDULE as CELERY_BEAT_SCHEDULE
from config.settings.calls import API_CALLS_A_MINUTE as API_CALLS_A_MINUTE
from config.settings.environment import from_environment as from_environment
from config.settings.environment import list_from_environment
from config.settings.openapi import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS

BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEBUG = False
ALLOWED_HOSTS = list_from_environment("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = list_from_environment("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "config.admin.DubanAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "knox",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "agencies",
    "plans",
    "tasks",
    "config",
]

MIDDLEWARE = [
    "config.client_address.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.at_the_door.ContentPolicy",
    "config.language.InterfaceLanguageMiddleware",
    "config.admission.AdmissionMiddleware",
    "config.at_the_door.BrowserSession",
    "config.body_limit.BodyLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.at_the_door.BrowserUser",
    "agencies.origin.AuditOriginMiddleware",
    "config.at_the_door.PageMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.at_the_door.PageFragments",
    "axes.middleware.AxesMiddleware",
    "config.pressed_only.PressedOnlyMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.navigation",
                "config.appearance.appearance",
            ],
        },
    },
]

DATABASE_URL = from_environment("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["ENGINE"] = "config.postgresql"
    # PostgreSQL takes the query of the tasks' state for expensive and compiles it: seconds for milliseconds.
    # Nor does one page take the other processors for itself: it would wait for them where many people ask.
    # Cursors are read to the end. A server out of reach costs a request seconds, not TCP's minutes.
    DATABASES["default"]["OPTIONS"] = {
        "options": "-cjit=off -cmax_parallel_workers_per_gather=0 -ccursor_tuple_fraction=1",
        "connect_timeout": 5,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = from_environment("REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "config.cache.LocalCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
    # In the memory of each process, which ends with its code and settings: what answers follow from, too.
    "unchanged": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "unchanged",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
    }

# Requests that a process serves at once, and those that wait for it; more are a 503 (config.admission).
REQUESTS_AT_ONCE = int(from_environment("REQUESTS_AT_ONCE", "2"))
REQUESTS_WAITING = int(from_environment("REQUESTS_WAITING", "40"))

# A proxy in front says who stands behind it.
TRUST_PROXY = from_environment("TRUST_PROXY") == "1"

# How long the answer to a request with an Idempotency-Key is kept at least, to be given again.
IDEMPOTENCY_KEPT = timedelta(hours=48)

# How long a sender has for one mail; after that another may take up the letter of a sender that died.
NOTICE_CLAIM = timedelta(seconds=float(from_environment("NOTICE_CLAIM_SECONDS", "300")))

# The key of the audit's hashes; without it they take SECRET_KEY, which then can never be changed.
AUDIT_SEAL_KEY = from_environment("AUDIT_SEAL_KEY")

CELERY_BROKER_URL = REDIS_URL
# A job whose worker died is handed out again after so long; none takes a fraction of it.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 15 * 60, "socket_connect_timeout": 5}
# However long Redis is away, a worker is there when it returns.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# Every job may run twice: one whose worker was killed goes to another, and beat asks again anyway.
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"

AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "agencies.authentication.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "agencies.forms.passwords.UnlikeThePerson"},
    {"NAME": "agencies.forms.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "agencies.forms.passwords.NotCommon"},
    {"NAME": "agencies.forms.passwords.NotDigitsAlone"},
]
# Whoever reads a mailbox, or the log of a proxy, finds links that are of no use any more.
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "agencies:login"
LOGIN_REDIRECT_URL = "tasks:overview"
LOGOUT_REDIRECT_URL = "agencies:login"
SESSION_ENGINE = "agencies.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True

# A lockout concerns one name from one address: a whole agency sits behind one address, and must not
# be shut out because one of its people mistyped a password.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "agencies.views.lockout.locked_out"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = from_environment("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# A table of all that one agency reports in a round is one form: ten fields a task, over a hundred tasks.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# Evidence lies where no address leads; a view that checks the reader gives it out.
EVIDENCE_DIR = from_environment("EVIDENCE_DIR", str(BASE_DIR / "var" / "evidence"))
EVIDENCE_MAX_BYTES = int(from_environment("EVIDENCE_MAX_BYTES", str(20 * 1024 * 1024)))
# All files of one form together with its text, and a body without files. Larger ones are a 413.
REQUEST_MAX_BYTES = 5 * EVIDENCE_MAX_BYTES
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

EMAIL_BACKEND = from_environment("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = from_environment("EMAIL_FILE_PATH", str(BASE_DIR / "var" / "mail"))
EMAIL_HOST = from_environment("EMAIL_HOST", "localhost")
EMAIL_PORT = int(from_environment("EMAIL_PORT", "25"))
EMAIL_HOST_USER = from_environment("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = from_environment("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = from_environment("EMAIL_USE_TLS") == "1"
EMAIL_TIMEOUT = 10
SITE_URL = from_environment("SITE_URL", "http://127.0.0.1:8000")
DEFAULT_FROM_EMAIL = from_environment("DEFAULT_FROM_EMAIL", "duban@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "agencies.api.authentication.TokenAuthentication",
        "agencies.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["agencies.api.parsers.JsonParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "agencies.api.negotiation.Negotiation",
    "DEFAULT_FILTER_BACKENDS": ["agencies.api.filtering.FilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "agencies.api.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "agencies.api.schema.ProblemAutoSchema",
    # OPTIONS tells nothing that the OpenAPI document does not.
    "DEFAULT_METADATA_CLASS": None,
    # A list that can be had as a file says so itself; elsewhere `format` is no parameter.
    "URL_FORMAT_OVERRIDE": None,
    # `REMOTE_ADDR` is who asks (config.client_address), whatever a caller says of themselves.
    "NUM_PROXIES": 0,
    "EXCEPTION_HANDLER": "agencies.api.problems.problem_handler",
}
FILTERS_EMPTY_CHOICE_LABEL = _("All")
# An index may carry columns that only PostgreSQL keeps in it; SQLite answers as well without them.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=90),
    "AUTO_REFRESH": False,
}
KNOX_TOKEN_MODEL = "agencies.ApiToken"
# Its own token table would stand beside ours, empty.
MIGRATION_MODULES = {"knox": None}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": from_environment("LOG_LEVEL", "INFO")},
    # It would greet at the start of every command.
    "loggers": {"axes.apps": {"level": "WARNING"}},
}
