"""Takes tokens from buckets, puts them back, and forgets buckets that are full again."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.crypto import salted_hmac

from coterie.quotas.models import Bucket
from coterie.quotas.quota import Quota

# What one transaction of a sweep deletes: on SQLite all who write wait for it.
ROWS_PER_SWEEP = 500


class Refusal(NamedTuple):
    """No token was left."""

    wait_seconds: float
    # Since the bucket was last full: what a log should say once.
    is_first: bool


@transaction.atomic
def quota_take(*, key: str, quota: Quota, now: datetime) -> Refusal | None:
    """Takes one token of the key's bucket; None if there was one.

    The row stays locked until the transaction ends, so no two take the same token. If a
    transaction around this one is rolled back, the token is back too: to count attempts that
    fail, take before such a transaction begins.
    """
    bucket, is_new = Bucket.objects.select_for_update().get_or_create(
        key_hash=_hashed(key), defaults={"full_at": now + quota.token_time}
    )
    if is_new:
        return None
    full_at = quota.settled(full_at=bucket.full_at, now=now)
    if wait_seconds := quota.wait_seconds(full_at=full_at, now=now):
        refusal = Refusal(wait_seconds, is_first=not bucket.refused)
        _save(bucket, full_at, refused=True)
        return refusal
    _save(bucket, full_at + quota.token_time, refused=bucket.refused and full_at > now)
    return None


@transaction.atomic
def quota_give_back(*, key: str, quota: Quota, now: datetime) -> None:
    """Puts back a token that was taken: what it stood for does not count after all."""
    bucket = Bucket.objects.select_for_update().filter(key_hash=_hashed(key)).first()
    if bucket is not None:
        full_at = quota.settled(full_at=bucket.full_at, now=now)
        _save(bucket, max(full_at - quota.token_time, now), refused=bucket.refused)


def _save(bucket: Bucket, full_at: datetime, *, refused: bool) -> None:
    # Whoever keeps asking in vain costs no writes.
    if (bucket.full_at, bucket.refused) != (full_at, refused):
        bucket.full_at, bucket.refused = full_at, refused
        bucket.save(update_fields=["full_at", "refused"])


def quotas_sweep(*, now: datetime) -> int:
    """Deletes the rows of full buckets and says how many; for any thread, and several."""
    swept = 0
    while True:
        gone = _sweep_some(now)
        swept += gone
        if gone < ROWS_PER_SWEEP:
            return swept


@transaction.atomic
def _sweep_some(now: datetime) -> int:
    # Skips what somebody takes from just now: that is not full any more, and whoever locks
    # several rows without waiting for any cannot deadlock.
    full = Bucket.objects.filter(full_at__lte=now).select_for_update(skip_locked=True)
    found = list(full.values_list("pk", flat=True)[:ROWS_PER_SWEEP])
    Bucket.objects.filter(pk__in=found).delete()
    return len(found)


def _hashed(key: str) -> str:
    """With the installation's secret: a plain hash of an address is found by trying all."""
    return salted_hmac("coterie.quotas", key, algorithm="sha256").hexdigest()
