"""What the database itself refuses, whoever writes."""

import pytest
from django.core.management import call_command
from django.db import DataError, IntegrityError, transaction

from coterie.presence.models import Lease
from coterie.rooms.models import InviteLink, Room, RoomUser
from coterie.tests.front_door import FrontDoor, room_path

# PostgreSQL knows by itself how long a text may be.
REFUSALS = (IntegrityError, DataError)


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
        {"retention": "30m"},
        {"transfer_hash": "x"},
        {"transfer_expires_at": "2030-01-01T00:00:00Z"},
        {"purged_at": "2030-01-01T00:00:00Z"},
    ],
)
def test_rooms(door: FrontDoor, change: dict[str, object]) -> None:
    door.create()
    with transaction.atomic(), pytest.raises(REFUSALS):
        Room.objects.update(**change)


@pytest.mark.parametrize("change", [{"role": "owner"}, {"label": "x" * 51}, {"key_hash": None}])
def test_links(door: FrontDoor, change: dict[str, object]) -> None:
    room = door.create()
    door.post(f"{room_path(room)}links/", {"role": "viewer"}, room["owner_key"])
    with transaction.atomic(), pytest.raises(REFUSALS):
        InviteLink.objects.update(**change)


@pytest.mark.parametrize("change", [{"username": ""}, {"username": "x" * 51}, {"role": "admin"}])
def test_participants(door: FrontDoor, change: dict[str, object]) -> None:
    door.join(door.create())
    with transaction.atomic(), pytest.raises(REFUSALS):
        RoomUser.objects.update(**change)


def test_one_join_lease_for_a_participant(door: FrontDoor) -> None:
    door.join(door.create())
    lease = Lease.objects.get()
    lease.pk = None
    with transaction.atomic(), pytest.raises(IntegrityError):
        lease.save()


def test_the_migrations_are_those_of_the_models(door: FrontDoor) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
