"""Buckets that are full again are forgotten; no others."""

import pytest
from pytest_django.fixtures import Settings

from coterie.quotas import services
from coterie.quotas.models import Bucket
from coterie.quotas.quota import Quota
from coterie.quotas.services import quota_take, quotas_sweep
from coterie.tests.front_door import Clock


def test_forgets_what_is_full(db: None, clock: Clock) -> None:
    for key in ("a", "a", "b"):
        quota_take(key=key, quota=Quota(2, 60), now=clock.now())
    clock.advance(29)
    assert quotas_sweep(now=clock.now()) == 0
    clock.advance(1)
    assert quotas_sweep(now=clock.now()) == 1
    # What is left is the bucket of "a", with a token less than it holds.
    assert quota_take(key="a", quota=Quota(2, 60), now=clock.now()) is None
    assert quota_take(key="a", quota=Quota(2, 60), now=clock.now()) is not None
    clock.advance(60)
    assert quotas_sweep(now=clock.now()) == 1
    assert not Bucket.objects.exists()


def test_many_go_in_several_transactions(
    db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "ROWS_PER_SWEEP", 3)
    for number in range(7):
        quota_take(key=str(number), quota=Quota(1, 60), now=clock.now())
    clock.advance(60)
    quota_take(key="kept", quota=Quota(1, 60), now=clock.now())
    assert quotas_sweep(now=clock.now()) == 7
    assert Bucket.objects.count() == 1


def test_another_secret_key_knows_no_bucket(db: None, clock: Clock, settings: Settings) -> None:
    settings.SECRET_KEY = "a" * 50
    quota_take(key="a", quota=Quota(1, 60), now=clock.now())
    settings.SECRET_KEY = "b" * 50
    assert quota_take(key="a", quota=Quota(1, 60), now=clock.now()) is None
