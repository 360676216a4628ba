"""Settings for the tests: fast password hashes, mail kept in memory, nothing from the network."""

from config.settings.base import *  # noqa: F403

SECRET_KEY = "test-only-key-that-protects-nothing-at-all"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Nothing is collected for tests: each static file is looked up when it is asked for.
WHITENOISE_AUTOREFRESH = True
# Whoever tests this sets how much is too much.
API_CALLS_A_MINUTE = {}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # In a file: in memory the threads of a site would share one connection, and so each other's transactions.
    DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}-test"}  # noqa: F405
