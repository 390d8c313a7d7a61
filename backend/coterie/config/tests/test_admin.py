"""The admin opens for every model and shows names inert and secrets not at all."""

import pytest
from django.contrib.auth.models import User

from coterie.presence.models import RealtimeNode
from coterie.rooms.models import Room, RoomUser
from coterie.tests.front_door import FrontDoor


@pytest.fixture
def admin(door: FrontDoor) -> FrontDoor:
    door.client.force_login(User.objects.create_superuser("operator"))
    return door


@pytest.mark.parametrize(
    "path",
    ["rooms/room", "rooms/roomuser", "analytics/sessionanalytics", "presence/realtimenode"],
)
def test_lists_open_and_nothing_can_be_added(admin: FrontDoor, path: str) -> None:
    room = admin.create(name="<script>alert(1)</script>")
    ada = admin.join(room, "<script>alert(2)</script>")
    admin.heartbeat({room["id"]: {"c1": ada["user_id"]}})

    page = admin.get(f"/admin/{path}/")
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert b"Coterie" in page.content
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert admin.get(f"/admin/{path}/add/").status_code == 403
    assert admin.get(f"/admin/{path}/?q={room['id']}").status_code == 200


def test_details_show_no_hashes(admin: FrontDoor) -> None:
    room = admin.create()
    admin.heartbeat({room["id"]: {"c1": admin.join(room)["user_id"]}})
    stored, user, node = Room.objects.get(), RoomUser.objects.get(), RealtimeNode.objects.get()
    for path in (
        f"rooms/room/{stored.pk}",
        f"rooms/roomuser/{user.pk}",
        f"analytics/sessionanalytics/{stored.pk}",
        f"presence/realtimenode/{node.pk}",
    ):
        page = admin.get(f"/admin/{path}/change/")
        assert page.status_code == 200
        for secret in (stored.owner_key_hash, user.resume_key_hash):
            assert secret.encode() not in page.content


def test_strangers_are_sent_to_the_login(door: FrontDoor) -> None:
    assert door.get("/admin").status_code == 302
    assert door.get("/admin/rooms/room/")["Location"].startswith("/admin/login/")
