"""What Celery runs for rooms; `config/celery.py` says when."""

from celery import shared_task  # type: ignore[import-untyped]

from coterie.config import clock
from coterie.rooms import services


@shared_task(name="rooms.tasks.rooms_expire")  # type: ignore[untyped-decorator]
def rooms_expire() -> None:
    services.rooms_expire(now=clock.now())
