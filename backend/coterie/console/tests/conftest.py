"""An operator, logged in, and one who may only look."""

import pytest
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client

from coterie.tests.front_door import Clock, FrontDoor


class Console(FrontDoor):
    def text(self, path: str) -> str:
        response = self.get(f"/admin/{path}")
        assert response.status_code == 200, (path, response.status_code)
        return response.content.decode()

    def form(self, path: str, **fields: object) -> HttpResponse:
        response = self.client.post(f"/admin/{path}", fields)
        assert isinstance(response, HttpResponse)
        return response

    def act(
        self, action: str, *ids: str, models: str = "rooms/room", confirmed: bool = True
    ) -> HttpResponse:
        """As the list's form does, and the page that asks once more."""
        fields = {"action": action, "index": 0, "select_across": 0, "_selected_action": ids}
        return self.form(f"{models}/", **fields, **({"confirmed": "yes"} if confirmed else {}))


@pytest.fixture
def console(db: None, clock: Clock) -> Console:
    console = Console(clock)
    console.client.force_login(User.objects.create_superuser("operator"))
    return console


@pytest.fixture
def onlooker(console: Console, clock: Clock) -> Console:
    """May see everything and change nothing."""
    user = User.objects.create_user("onlooker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    onlooker = Console(clock, Client(raise_request_exception=False))
    onlooker.client.force_login(user)
    return onlooker
