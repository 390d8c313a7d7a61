"""What the database itself refuses, whoever writes."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from coterie.presence.models import Lease
from coterie.rooms.models import Room, RoomUser
from coterie.tests.front_door import FrontDoor


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"language": ""},
        {"language": "x" * 33},
        {"visibility": "secret"},
        {"link_role": "owner"},
        {"max_participants": 0},
        {"max_participants": 201},
        {"is_active": False},
        {"purged_at": "2030-01-01T00:00:00Z"},
    ],
)
def test_rooms(door: FrontDoor, change: dict[str, object]) -> None:
    door.create()
    with transaction.atomic(), pytest.raises(IntegrityError):
        Room.objects.update(**change)


@pytest.mark.parametrize("change", [{"username": ""}, {"username": "x" * 51}, {"role": "admin"}])
def test_participants(door: FrontDoor, change: dict[str, object]) -> None:
    door.join(door.create())
    with transaction.atomic(), pytest.raises(IntegrityError):
        RoomUser.objects.update(**change)


def test_one_join_lease_for_a_participant(door: FrontDoor) -> None:
    door.join(door.create())
    lease = Lease.objects.get()
    lease.pk = None
    with transaction.atomic(), pytest.raises(IntegrityError):
        lease.save()


def test_the_migrations_are_those_of_the_models(door: FrontDoor) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
