"""The Celery application: `celery -A coterie.config.celery worker`, and `beat` beside it.

Only where Django runs in several processes: `coterie serve` looks after its rooms itself.
"""

import os

from celery import Celery  # type: ignore[import-untyped]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coterie.config.settings")

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if settings.CELERY_BROKER_URL is None:
    raise ImproperlyConfigured("COTERIE_REDIS_URL: Celery needs a Redis or Valkey server")

TASKS = [
    "coterie.rooms.tasks",
    "coterie.presence.tasks",
    "coterie.quotas.tasks",
    "coterie.analytics.tasks",
    "coterie.files.tasks",
]

app = Celery("coterie", include=TASKS)
app.config_from_object("django.conf:settings", namespace="CELERY")
