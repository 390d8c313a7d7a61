"""Taking tokens: as many as there are, whoever asks at the same moment."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from coterie.quotas.models import Bucket
from coterie.quotas.quota import Quota
from coterie.quotas.services import Refusal, quota_give_back, quota_take, quotas_sweep
from coterie.tests.front_door import Clock

THREE_A_MINUTE = Quota(3, 60)


@pytest.fixture
def take(db: None, clock: Clock) -> Callable[..., Refusal | None]:
    def take(key: str = "key", quota: Quota = THREE_A_MINUTE) -> Refusal | None:
        return quota_take(key=key, quota=quota, now=clock.now())

    return take


Take = Callable[..., Refusal | None]


def test_a_full_bucket_is_taken_from_until_it_is_empty(take: Take) -> None:
    assert [take() for _ in range(3)] == [None] * 3
    assert take() == Refusal(wait_seconds=20.0, is_first=True)


def test_it_fills_evenly(take: Take, clock: Clock) -> None:
    for _ in range(3):
        take()
    clock.advance(19)
    assert take() == Refusal(1.0, is_first=True)
    clock.advance(1)
    assert take() is None
    assert take() == Refusal(20.0, is_first=False)
    clock.advance(3600)
    assert [take() for _ in range(4)] == [None, None, None, Refusal(20.0, is_first=True)]


def test_a_refusal_takes_nothing(take: Take, clock: Clock) -> None:
    for _ in range(50):
        take()
    clock.advance(20)
    assert take() is None


def test_what_is_given_back_can_be_taken_again(take: Take, clock: Clock) -> None:
    for _ in range(5):
        assert take() is None
        quota_give_back(key="key", quota=THREE_A_MINUTE, now=clock.now())
    assert [take() for _ in range(4)] == [None, None, None, Refusal(20.0, is_first=True)]
    quota_give_back(key="key", quota=THREE_A_MINUTE, now=clock.now())
    assert take() is None
    assert take() == Refusal(20.0, is_first=False)


def test_a_bucket_is_never_more_than_full(take: Take, clock: Clock) -> None:
    take()
    for _ in range(5):
        quota_give_back(key="key", quota=THREE_A_MINUTE, now=clock.now())
    quota_give_back(key="another", quota=THREE_A_MINUTE, now=clock.now())
    assert [take() for _ in range(4)] == [None, None, None, Refusal(20.0, is_first=True)]


def test_only_the_first_refusal_is_news_until_it_was_full_again(take: Take, clock: Clock) -> None:
    news = []
    for _ in range(10):
        news += [refusal.is_first for _ in range(4) if (refusal := take())]
        clock.advance(20)
    assert news.count(True) == 1
    clock.advance(60)
    assert [take() for _ in range(4)][-1] == Refusal(20.0, is_first=True)


def test_keys_have_buckets_of_their_own(take: Take) -> None:
    for _ in range(4):
        take("a")
    assert take("b") is None
    assert take("a") is not None


def test_keys_are_not_stored(take: Take) -> None:
    take("203.0.113.7")
    [bucket] = Bucket.objects.all()
    assert len(bucket.key_hash) == 64
    assert "203.0.113.7" not in str(bucket.__dict__)


def test_a_smaller_quota_counts_from_now(take: Take, clock: Clock) -> None:
    for _ in range(100):
        take(quota=Quota(100, 10_000))
    assert take(quota=Quota(3, 60)) == Refusal(20.0, is_first=True)
    clock.advance(20)
    assert take(quota=Quota(3, 60)) is None


def test_a_clock_that_was_set_back_locks_nobody_out(take: Take, clock: Clock) -> None:
    clock.advance(86_400)
    take()
    clock.advance(-86_400)
    assert take() == Refusal(20.0, is_first=True)
    clock.advance(20)
    assert take() is None


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_taken(clock: Clock) -> None:
    with transaction.atomic():
        quota_take(key="key", quota=THREE_A_MINUTE, now=clock.now())
        transaction.set_rollback(True)
    assert not Bucket.objects.exists()


@pytest.mark.parametrize(("capacity", "seconds"), [(0, 60), (-1, 60), (3, 0), (3, -1), (9, 1e-9)])
def test_no_quota_lets_all_or_nothing_through(capacity: int, seconds: float) -> None:
    with pytest.raises(ValueError, match="no quota"):
        Quota(capacity, seconds)


@given(capacity=st.integers(1, 1000), seconds=st.floats(0.01, 1e6))
def test_rounding_takes_no_token_away_and_adds_none(capacity: int, seconds: float) -> None:
    now = Clock().now()
    quota = Quota(capacity, seconds)
    full_at = now
    for _ in range(capacity):
        assert quota.wait_seconds(full_at=full_at, now=now) == 0
        full_at = quota.settled(full_at=full_at + quota.token_time, now=now)
    wait = quota.wait_seconds(full_at=full_at, now=now)
    assert wait == quota.token_time.total_seconds()
    just_before = now + quota.token_time - timedelta(microseconds=1)
    assert quota.wait_seconds(full_at=full_at, now=just_before) == 1e-6
    assert quota.wait_seconds(full_at=full_at, now=now + quota.token_time) == 0


def at_once(count: int, call: Callable[[], object]) -> None:
    start = threading.Barrier(count)

    def run() -> None:
        start.wait()
        try:
            call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_known", [False, True])
def test_24_at_once_get_the_20_tokens(clock: Clock, is_known: bool) -> None:
    """Be the bucket a row already, or be its row what they race for first."""
    quota = Quota(21 if is_known else 20, 3600)
    if is_known:
        quota_take(key="key", quota=quota, now=clock.now())
    answers: list[Refusal | None] = []
    at_once(24, lambda: answers.append(quota_take(key="key", quota=quota, now=clock.now())))
    assert answers.count(None) == 20
    refusals = [answer for answer in answers if answer]
    assert len(refusals) == 4
    assert sum(refusal.is_first for refusal in refusals) == 1


@pytest.mark.django_db(transaction=True)
def test_takes_against_sweeps(clock: Clock) -> None:
    """A sweep forgets full buckets, never a token that was taken meanwhile."""
    quota = Quota(10, 3600)
    keys = [f"key {number}" for number in range(20)]
    for key in keys:
        quota_take(key=key, quota=quota, now=clock.now())
    clock.advance(3600)
    answers: dict[str, list[Refusal | None]] = {key: [] for key in keys}

    def work() -> None:
        for key in keys:
            answers[key].append(quota_take(key=key, quota=quota, now=clock.now()))
            quotas_sweep(now=clock.now())

    at_once(12, work)
    assert [taken.count(None) for taken in answers.values()] == [10] * 20
    assert all(len(taken) == 12 for taken in answers.values())
