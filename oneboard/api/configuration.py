"""Django's settings made from ours: by `settings.py` for the running node, by a test for either store."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from oneboard.api.logs import logging_of
from oneboard.foundation.settings import Settings

_HERE: Final = ("localhost", "127.0.0.1", "[::1]")

_APPS: Final = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "oneboard.accounts",
    "oneboard.privacy",
    "oneboard.journal",
    "oneboard.projections",
    "oneboard.recorder",
]

_MIDDLEWARE: Final = [
    "oneboard.api.middleware.request_id",
    "oneboard.api.metrics.measured",
    "django.middleware.security.SecurityMiddleware",
    "oneboard.api.middleware.closed_page",
    "oneboard.api.middleware.body_limit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "oneboard.api.middleware.CsrfForSessions",
    "oneboard.api.middleware.released",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def django_settings(of: Settings, secret_key: str) -> dict[str, Any]:
    return {
        "SECRET_KEY": secret_key,
        "ONEBOARD": of,
        "DATABASES": {"default": database(of)},
        "INSTALLED_APPS": _APPS,
        "MIDDLEWARE": _MIDDLEWARE,
        "ROOT_URLCONF": "oneboard.api.urls",
        "APPEND_SLASH": False,
        "AUTH_USER_MODEL": "accounts.Account",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
        "DATA_UPLOAD_MAX_MEMORY_SIZE": of.max_body,
        "USE_TZ": True,
        "TIME_ZONE": of.time_zone,
        "LANGUAGE_CODE": {"zh": "zh-hans", "en": "en"}[of.language],
        "LANGUAGES": [("zh-hans", "中文"), ("en", "English")],
        "LOGGING": logging_of(of.log),
        **_cookies(of),
        **_origins(of),
    }


def database(of: Settings) -> dict[str, Any]:
    """The store as Django wants it: SQLite in the home, or PostgreSQL with a pool that the threads share."""
    if of.database_url is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(of.home / "oneboard.sqlite"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 30,
                # A transaction that begins by reading and then writes could otherwise only fail as busy.
                "transaction_mode": "IMMEDIATE",
                # FULL: with NORMAL a power cut can take back what was acknowledged.
                # Each thread has its own cache; the writer's, where most is read again, is the large one.
                "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -256",
            },
        }
    parts: Mapping[str, Any] = conninfo_to_dict(of.database_url)
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: str(parts[ours]) for ours, django in named.items() if ours in parts},
        # The pool keeps connections; a thread gives its own back when it has asked, or waits for the recorder.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            **{key: value for key, value in parts.items() if key not in named},
            # It takes a table of figures for a large statement, and compiles for longer than it runs.
            "options": f"-c jit=off {parts.get('options', '')}".strip(),
            "pool": {"min_size": 1, "max_size": of.pool_size, "timeout": 10},
        },
    }


def _cookies(of: Settings) -> dict[str, Any]:
    prefix = "__Host-" if of.secure else ""
    return {
        "SESSION_COOKIE_NAME": f"{prefix}oneboard_session",
        "SESSION_COOKIE_AGE": of.session_hours * 3600,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": of.secure,
        "CSRF_COOKIE_NAME": f"{prefix}oneboard_csrf",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": of.secure,
        "CSRF_FAILURE_VIEW": "oneboard.api.answers.csrf_failed",
    }


def _origins(of: Settings) -> dict[str, Any]:
    named = {urlsplit(origin).netloc.rsplit("@")[-1] for origin in of.origins}
    hosts = {host if host.endswith("]") else host.rsplit(":", 1)[0] for host in named}
    listening = [] if of.host in ("0.0.0.0", "::") else [of.host]  # noqa: S104  (compared, not bound)
    return {
        "ALLOWED_HOSTS": [*_HERE, *listening, *sorted(hosts)],
        "CSRF_TRUSTED_ORIGINS": list(of.origins),
        "SECURE_HSTS_SECONDS": 30 * 86_400 if of.secure else 0,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if of.proxies else None,
        "X_FRAME_OPTIONS": "DENY",
    }
