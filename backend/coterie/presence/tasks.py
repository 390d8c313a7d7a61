"""What Celery runs for presence; `config/settings.py` says when."""

from celery import shared_task  # type: ignore[import-untyped]

from coterie.config import clock
from coterie.presence.leases import leases_sweep


@shared_task(name="presence.tasks.leases_sweep")  # type: ignore[untyped-decorator]
def leases_sweep_task() -> None:
    leases_sweep(now=clock.now())
