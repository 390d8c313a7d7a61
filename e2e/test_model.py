"""Whatever people, networks and the server do: conforming clients converge, and nothing that was
acknowledged is lost.

Hypothesis makes the stories, real Yjs documents live through them against the real product, which
compacts its documents at every opportunity and is killed now and then. `MODEL_STORIES=n` tells n
new stories instead of the same few.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from actors import WAIT_SECONDS, Actors
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from product import Product

EAGER = Path(__file__).parent / "eager.py"

STORIES = int(os.environ.get("MODEL_STORIES", "0"))
MAX_KILLS = 2

PEOPLE = ("ada", "bob", "eve")
INTRUDED = "written by a viewer"


class Step(NamedTuple):
    """Something that somebody does."""

    do: str
    actor: str
    facts: dict[str, Any]


def steps(do: str, **facts: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    return st.builds(Step, st.just(do), st.sampled_from(PEOPLE), st.fixed_dictionaries(facts))


texts = st.integers(0, 1)
places = st.floats(0, 1, exclude_max=True, width=32)
letters = st.text(st.sampled_from("ab\n\u00e4\u6f22😀👩🏽"), min_size=1, max_size=6)
keys = st.sampled_from("xyz")

stories = st.lists(
    st.one_of(
        # Three times, since most of what people do is typing.
        *[steps("insert", text=texts, at=places, value=letters)] * 3,
        steps("delete", text=texts, at=places, length=st.integers(1, 5)),
        steps("set", key=keys, name=keys, value=letters),
        steps("unset", key=keys),
        steps("undo"),
        steps("redo"),
        steps("disconnect"),
        steps("connect"),
        steps("pause"),
        steps("resume"),
        steps("copy"),
        steps("rewind"),
        steps("settle"),
        steps("role", role=st.sampled_from(("viewer", "editor"))),
        steps("intrude"),
        steps("kill"),
    ),
    min_size=25,
    max_size=60,
)


class Story:
    """One room, from its first letter to the moment when everybody must see the same."""

    def __init__(self, product: Product, actors: Actors) -> None:
        self._product = product
        self._actors = actors
        self._http = httpx.Client(base_url=product.url, timeout=30)
        room = self._ask("POST", "/api/rooms/", {"max_participants": 50})
        self._room = f"/api/rooms/{room['id']}/"
        self._socket = f"{product.url.replace('http', 'ws')}/ws/{room['id']}"
        self._owner = {"Authorization": f"Bearer {room['owner_key']}"}
        self._resume: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._viewers: set[str] = set()
        self._offline: set[str] = set()
        self._promises: list[object] = []
        """What the server has acknowledged, by Yjs client."""
        self._observers = 0
        self._kills = 0

    def tell(self, story: list[Step]) -> None:
        for actor in PEOPLE:
            self._actors.tell("add", actor=actor)
            self._connect(actor)
            self._actors.tell("copy", actor=actor)
        for step in story:
            special: Callable[[Step], None] | None = getattr(self, f"_{step.do}_step", None)
            if special:
                special(step)
            elif step.actor not in self._viewers:
                self._actors.tell(step.do, actor=step.actor, **step.facts)
        for actor in PEOPLE:
            self._actors.tell("resume", actor=actor)
            if actor in self._offline:
                self._connect(actor)
        seen = self._actors.converge([*PEOPLE, self._observer()])
        assert INTRUDED not in seen
        self._check_promises()
        self._http.close()

    def _disconnect_step(self, step: Step) -> None:
        self._promise(step.actor)
        self._actors.tell("disconnect", actor=step.actor)
        self._offline.add(step.actor)

    def _connect_step(self, step: Step) -> None:
        self._promise(step.actor)
        self._connect(step.actor)

    def _pause_step(self, step: Step) -> None:
        self._actors.tell("pause", actor=step.actor)

    def _resume_step(self, step: Step) -> None:
        self._actors.tell("resume", actor=step.actor)

    def _copy_step(self, step: Step) -> None:
        self._actors.tell("copy", actor=step.actor)

    def _rewind_step(self, step: Step) -> None:
        self._promise(step.actor)
        self._actors.tell("rewind", actor=step.actor)
        self._connect(step.actor)

    def _settle_step(self, step: Step) -> None:
        if step.actor not in self._offline:
            self._actors.tell("resume", actor=step.actor)
            assert self._settles(step.actor), self._actors.state(step.actor)

    def _role_step(self, step: Step) -> None:
        """What a new viewer had not saved is its own from then on: it begins anew."""
        role = step.facts["role"]
        if step.actor in self._offline:
            return
        self._actors.tell("resume", actor=step.actor)
        path = f"{self._room}users/{self._ids[step.actor]}/"
        self._ask("PATCH", path, {"role": role}, headers=self._owner)
        told = self._actors.tell("role", actor=step.actor, role=role, seconds=WAIT_SECONDS)
        assert told, self._actors.state(step.actor)
        self._viewers.discard(step.actor)
        if role == "viewer":
            self._viewers.add(step.actor)
            self._promise(step.actor)
            self._actors.tell("renew", actor=step.actor)
            self._actors.tell("copy", actor=step.actor)
            self._connect(step.actor)

    def _intrude_step(self, step: Step) -> None:
        if step.actor in self._viewers and step.actor not in self._offline:
            self._actors.tell("resume", actor=step.actor)
            assert self._settles(step.actor), self._actors.state(step.actor)
            self._actors.tell("intrude", actor=step.actor, value=INTRUDED)

    def _kill_step(self, step: Step) -> None:
        """Whatever was acknowledged is there for the first who comes afterwards."""
        self._kills += 1
        if self._kills > MAX_KILLS:
            return
        for actor in PEOPLE:
            self._promise(actor)
        self._product.kill()
        self._product.start()
        self._check_promises()
        for actor in PEOPLE:
            if actor not in self._offline:
                self._connect(actor)

    def _check_promises(self) -> None:
        observer = self._observer()
        assert self._settles(observer), self._actors.state(observer)
        lacks = self._actors.tell("lacks", actor=observer, promised=self._promises)
        assert lacks == [], "acknowledged, and lost"
        self._actors.tell("disconnect", actor=observer)

    def _observer(self) -> str:
        """Somebody who comes with nothing."""
        self._observers += 1
        name = f"observer-{self._observers}"
        self._actors.tell("add", actor=name)
        self._connect(name)
        return name

    def _promise(self, actor: str) -> None:
        self._promises.append(self._actors.tell("promised", actor=actor))

    def _settles(self, actor: str) -> bool:
        return bool(self._actors.tell("settle", actor=actor, seconds=WAIT_SECONDS))

    def _connect(self, actor: str) -> None:
        """As our own client does: by a token that is new, and so has the role of now."""
        body = {"username": actor, "resume_key": self._resume.get(actor)}
        body = {name: value for name, value in body.items() if value}
        joined = self._ask("POST", f"{self._room}join/", body)
        self._resume[actor], self._ids[actor] = joined["resume_key"], joined["user_id"]
        url = f"{self._socket}?token={joined['token']}&coterie=1"
        self._actors.tell("connect", actor=actor, url=url)
        self._offline.discard(actor)

    def _ask(
        self, method: str, path: str, body: object, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        answer = self._http.request(method, path, json=body, headers=headers)
        result: dict[str, Any] = answer.raise_for_status().json()
        return result


@pytest.fixture(scope="module")
def eager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = Product(tmp_path_factory.mktemp("model") / "data", EAGER)
    product.start()
    yield product
    product.close()


@pytest.fixture(scope="module")
def actors() -> Iterator[Actors]:
    with Actors() as actors:
        yield actors


@settings(
    max_examples=STORIES or 12,
    derandomize=not STORIES,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink] if STORIES else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(story=stories)
@pytest.mark.timeout(max(300, 30 * STORIES))
def test_everybody_converges_and_nothing_acknowledged_is_lost(
    eager: Product, actors: Actors, story: list[Step]
) -> None:
    """[SY2] [SY3] [SY4] [SY5] [FL1] [FL4] [DU2] [DU3]"""
    Story(eager, actors).tell(story)
