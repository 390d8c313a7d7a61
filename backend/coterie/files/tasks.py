"""What Celery runs for snapshots; `config/settings.py` says when."""

from celery import shared_task  # type: ignore[import-untyped]

from coterie.config import clock
from coterie.files.snapshots import snapshots_take


@shared_task(name="files.tasks.snapshots_take")  # type: ignore[untyped-decorator]
def snapshots_take_task() -> None:
    snapshots_take(now=clock.now())
