"""Django's settings; every value that an operator may choose is read here, through `env`."""

import os
from pathlib import Path
from typing import Any, cast

from django.utils.functional import SimpleLazyObject

from coterie.config.ai import ai_settings
from coterie.config.env import Environment
from coterie.config.ice import ice_settings
from coterie.config.keys import KeyFolder, public_pem
from coterie.config.limits import MAX_HEARTBEAT_BYTES
from coterie.config.openapi import openapi_settings
from coterie.config.security_policy import content_security_policy

REPOSITORY = Path(__file__).resolve().parents[3]

env = Environment(os.environ)

DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.allowed_hosts("ALLOWED_HOSTS")
DATA_DIR = env.folder("COTERIE_DATA_DIR", Path("data"))
DATA_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "app.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What `join` answers; the client appends /{room id}.
REALTIME_URL = env.socket_url("COTERIE_REALTIME_URL", "/ws")
_dist = env.folder("COTERIE_FRONTEND_DIST", REPOSITORY / "frontend" / "dist")
FRONTEND_DIST = _dist if _dist.is_dir() else None

# A room that nobody was in and nobody edited for so long is deleted. Bounds: what a test can
# wait for, and a year.
RETENTION_SECONDS = env.whole(
    "COTERIE_RETENTION_SECONDS", 30 * 60, least=1, most=365 * 24 * 60 * 60
)
# How often is looked for such rooms.
SWEEP_SECONDS = env.whole("COTERIE_SWEEP_SECONDS", 60, least=1, most=60 * 60)

ICE = ice_settings(env)
AI = ai_settings(env)

if env.flag("COTERIE_TRUST_PROXY"):
    # Only behind a proxy that sets both headers itself: otherwise callers choose them.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

# Values are checked now, files made when a key is first used: checks and migrations of a
# developer leave no keys behind.
_keys = KeyFolder(DATA_DIR / "keys")
_secret = env.secret("SECRET_KEY")
_private = env.ed25519_key("COTERIE_TOKEN_PRIVATE_KEY")
_service = env.service_keys("COTERIE_SERVICE_KEYS")


def _lazy(make: Any) -> Any:  # noqa: ANN401
    return SimpleLazyObject(make)


SECRET_KEY = cast("str", _lazy(lambda: _secret or _keys.django_secret))
ROOM_TOKEN_PRIVATE_KEY = cast("str", _lazy(lambda: _private or _keys.room_token))
ROOM_TOKEN_PUBLIC_KEYS = cast("list[str]", _lazy(lambda: [public_pem(str(ROOM_TOKEN_PRIVATE_KEY))]))
SERVICE_KEYS = cast("list[str]", _lazy(lambda: _service or [_keys.service]))

INSTALLED_APPS = [
    "coterie.config.apps.CoterieAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "coterie.signing",
    "coterie.quotas",
    "coterie.rooms",
    "coterie.analytics",
    "coterie.presence",
    "coterie.ai",
]
MIDDLEWARE = [
    # First, so that no answer of the others lacks it.
    "coterie.config.permissions.permissions_policy",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "coterie.config.urls"
ASGI_APPLICATION = "coterie.config.asgi.application"
# A redirect would turn a POST into a GET; an API address without its slash is a plain 404.
APPEND_SLASH = False
STATIC_URL = "/static/"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator")
]

CONTENT_SECURITY_POLICY = {"DIRECTIVES": content_security_policy(REALTIME_URL)}
# Room links are capabilities: other sites must not learn them.
SECURE_REFERRER_POLICY = "no-referrer"
SESSION_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_HEARTBEAT_BYTES

REST_FRAMEWORK = {
    "DEFAULT_PARSER_CLASSES": ["coterie.config.json_body.JSONBodyParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "coterie.config.problems.exception_handler",
    "NON_FIELD_ERRORS_KEY": "body",
    "UNAUTHENTICATED_USER": None,
    # Escaped, an answer may quote any text it was sent, lone surrogates among it.
    "UNICODE_JSON": False,
}

CELERY_BROKER_URL = env.redis_url("COTERIE_REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# Our own LOGGING is good enough for workers.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# In memory: nothing of a schedule of minutes is worth a file.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "rooms-expire": {
        "task": "rooms.tasks.rooms_expire",
        "schedule": float(SWEEP_SECONDS),
        # What no worker took until the next is due would only be done twice.
        "options": {"expires": float(SWEEP_SECONDS)},
    },
    "quotas-sweep": {
        "task": "quotas.tasks.quotas_sweep",
        "schedule": float(SWEEP_SECONDS),
        "options": {"expires": float(SWEEP_SECONDS)},
    },
}

SPECTACULAR_SETTINGS = openapi_settings()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Replaces Django's own handlers, which print errors only while DEBUG is on.
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # A refused request is the caller's news, not the operator's.
        "django.request": {"level": "ERROR"},
        # A line for each of the embedded node's heartbeats.
        "httpx": {"level": "WARNING"},
    },
}
