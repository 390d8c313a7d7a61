"""Django's settings; every value that an operator may choose is read here, through `env`."""

import os
from pathlib import Path
from typing import Any, cast

from django.utils.functional import SimpleLazyObject

from coterie.config.ai import ai_settings
from coterie.config.env import MAX_PROXIES, Environment
from coterie.config.ice import ice_settings
from coterie.config.keys import KeyFolder, public_pem
from coterie.config.limits import MAX_HEARTBEAT_BYTES
from coterie.config.logs import LogFormat, LogLevel
from coterie.config.openapi import openapi_settings
from coterie.config.production import (
    HSTS_SECONDS,
    REDIRECT_EXEMPT,
    SILENCED_CHECKS,
    debug_check,
    production_check,
)
from coterie.config.retention import Retention
from coterie.config.security_policy import content_security_policy

REPOSITORY = Path(__file__).resolve().parents[3]

env = Environment(os.environ)

DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.allowed_hosts("ALLOWED_HOSTS")
debug_check(debug=DEBUG, hosts=ALLOWED_HOSTS)
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
# The longest that an owner may choose instead.
MAX_RETENTION = env.choice("COTERIE_MAX_RETENTION", Retention.KEEP)
# How often is looked for such rooms.
SWEEP_SECONDS = env.whole("COTERIE_SWEEP_SECONDS", 60, least=1, most=60 * 60)

ICE = ice_settings(env)
AI = ai_settings(env)

_trust_proxy = env.flag("COTERIE_TRUST_PROXY")
# How many proxies of the operator's a request comes through, each of which adds to
# X-Forwarded-For whom it got it from.
PROXIES = env.whole("COTERIE_PROXIES", int(_trust_proxy), least=0, most=MAX_PROXIES)
# Where the last of them is.
TRUSTED_PROXIES = env.networks("COTERIE_TRUSTED_PROXIES", "private")
# What one address may do in ten minutes, and all together in one room. A school is one address;
# whoever loses the connection joins again; and a room of 200 may do so at once, time and again.
ROOMS_PER_ADDRESS = env.whole("COTERIE_ROOMS_PER_ADDRESS", 600, least=1, most=10**6)
JOINS_PER_ADDRESS = env.whole("COTERIE_JOINS_PER_ADDRESS", 3000, least=1, most=10**6)
JOINS_PER_ROOM = env.whole("COTERIE_JOINS_PER_ROOM", 2000, least=1, most=10**6)
# What opens /metrics to others than this machine.
METRICS_TOKEN = env.secret("COTERIE_METRICS_TOKEN", least=16)
if _trust_proxy:
    # Only behind a proxy that sets both headers itself: otherwise callers choose them.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

# Values are checked now, files made when a key is first used: checks and migrations of a
# developer leave no keys behind.
_keys = KeyFolder(DATA_DIR / "keys")
_secret = env.secret("SECRET_KEY")
_private = env.ed25519_key("COTERIE_TOKEN_PRIVATE_KEY")
_service = env.service_keys("COTERIE_SERVICE_KEYS")
# Strangers reach it, over HTTPS.
PRODUCTION = env.flag("COTERIE_PRODUCTION")
if PRODUCTION:
    production_check(debug=DEBUG, hosts=ALLOWED_HOSTS, secret_key=_secret)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_REDIRECT_EXEMPT = REDIRECT_EXEMPT
SECURE_HSTS_SECONDS = HSTS_SECONDS if PRODUCTION else 0
SILENCED_SYSTEM_CHECKS = SILENCED_CHECKS


def _lazy(make: Any) -> Any:  # noqa: ANN401
    return SimpleLazyObject(make)


SECRET_KEY = cast("str", _lazy(lambda: _secret or _keys.django_secret))
ROOM_TOKEN_PRIVATE_KEY = cast("str", _lazy(lambda: _private or _keys.room_token))
ROOM_TOKEN_PUBLIC_KEYS = cast("list[str]", _lazy(lambda: [public_pem(str(ROOM_TOKEN_PRIVATE_KEY))]))
SERVICE_KEYS = cast("list[str]", _lazy(lambda: _service or [_keys.service]))

INSTALLED_APPS = [
    # Before the admin, whose templates it replaces.
    "coterie.console.apps.ConsoleConfig",
    "coterie.console.apps.ConsoleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "coterie.signing",
    "coterie.quotas",
    "coterie.rooms",
    "coterie.analytics",
    "coterie.presence",
    "coterie.files",
    "coterie.ai",
]
MIDDLEWARE = [
    # First, so that no answer of the others lacks it.
    "coterie.config.permissions.permissions_policy",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "coterie.rooms.owner_key_tries.owner_key_tries",
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
# Settings of formats would give way to those of a language.
FORMAT_MODULE_PATH = "coterie.console.formats"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator")
]

CONTENT_SECURITY_POLICY = {"DIRECTIVES": content_security_policy(REALTIME_URL)}
# Room links are capabilities: other sites must not learn them.
SECURE_REFERRER_POLICY = "no-referrer"
SESSION_COOKIE_HTTPONLY = True
# Pages elsewhere that may call the API: bearers in headers are all it knows, cookies are nothing.
CORS_ALLOWED_ORIGINS = env.origins("COTERIE_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "if-none-match"]
CORS_EXPOSE_HEADERS = ["Content-Disposition", "ETag", "Retry-After"]
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_HEARTBEAT_BYTES

REST_FRAMEWORK = {
    "DEFAULT_PARSER_CLASSES": ["coterie.config.json_body.JSONBodyParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_METADATA_CLASS": None,
    # Accept says it; a `?format=` would be a second way.
    "URL_FORMAT_OVERRIDE": None,
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
    "leases-sweep": {
        "task": "presence.tasks.leases_sweep",
        "schedule": float(SWEEP_SECONDS),
        "options": {"expires": float(SWEEP_SECONDS)},
    },
    "quotas-sweep": {
        "task": "quotas.tasks.quotas_sweep",
        "schedule": float(SWEEP_SECONDS),
        "options": {"expires": float(SWEEP_SECONDS)},
    },
    "activity-roll-up": {
        "task": "analytics.tasks.activity_roll_up",
        "schedule": float(SWEEP_SECONDS),
        "options": {"expires": float(SWEEP_SECONDS)},
    },
    "snapshots-take": {
        "task": "files.tasks.snapshots_take",
        "schedule": float(SWEEP_SECONDS),
        "options": {"expires": float(SWEEP_SECONDS)},
    },
}

SPECTACULAR_SETTINGS = openapi_settings()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {"()": "coterie.config.logs.LineFormatter"},
        "json": {"()": "coterie.config.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.choice("COTERIE_LOG", LogFormat.LINES),
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Replaces Django's own handlers, which print errors only while DEBUG is on.
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # A refused request is the caller's news, not the operator's.
        "django.request": {"level": "ERROR"},
        # Fourteen lines for each forged Host, which strangers choose.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # A line for each of the embedded node's heartbeats.
        "httpx": {"level": "WARNING"},
        # Two lines for each connection, with the room's id, at INFO.
        "coterie_realtime": {"level": env.choice("COTERIE_LOG_LEVEL", LogLevel.WARNING).upper()},
    },
}
