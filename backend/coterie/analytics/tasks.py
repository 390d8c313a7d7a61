"""What Celery runs for analytics; `config/settings.py` says when."""

from celery import shared_task  # type: ignore[import-untyped]

from coterie.analytics.activity import activity_roll_up
from coterie.config import clock


@shared_task(name="analytics.tasks.activity_roll_up")  # type: ignore[untyped-decorator]
def activity_roll_up_task() -> None:
    activity_roll_up(now=clock.now())
