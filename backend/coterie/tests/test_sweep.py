"""The thread that tidies up in a server that runs without Celery."""

import threading
import time

import pytest
from pytest_django.fixtures import Settings

from coterie.quotas.models import Bucket
from coterie.quotas.quota import Quota
from coterie.quotas.services import quota_take
from coterie.rooms.models import Room
from coterie.sweep import sweeping
from coterie.tests.front_door import Clock, FrontDoor

WAIT_SECONDS = 10


@pytest.mark.django_db(transaction=True)
def test_sweeps_rooms_and_quotas_until_its_end(clock: Clock, settings: Settings) -> None:
    settings.SWEEP_SECONDS = 0.01
    FrontDoor(clock).create()
    quota_take(key="key", quota=Quota(1, 60), now=clock.now())
    clock.advance(settings.RETENTION_SECONDS)
    end = time.monotonic() + WAIT_SECONDS
    with sweeping():
        while Room.objects.filter(is_active=True).exists() or Bucket.objects.exists():
            assert time.monotonic() < end
    assert "sweep" not in {thread.name for thread in threading.enumerate()}
