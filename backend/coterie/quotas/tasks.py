"""What Celery runs for quotas; `config/settings.py` says when."""

from celery import shared_task  # type: ignore[import-untyped]

from coterie.config import clock
from coterie.quotas import services


@shared_task(name="quotas.tasks.quotas_sweep")  # type: ignore[untyped-decorator]
def quotas_sweep() -> None:
    services.quotas_sweep(now=clock.now())
