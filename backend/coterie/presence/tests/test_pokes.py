"""[PK1] Pokes as a realtime node gets them: over HTTP, or as a call in process."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from coterie.presence import pokes as product_pokes
from coterie.presence.pokes import PokeThread, deliver_in_process, nodes_poke
from coterie.signing.signatures import HEADERS, verify
from coterie.tests.front_door import (
    BOOT,
    SERVICE_KEY,
    Clock,
    FrontDoor,
    heartbeat_body,
    json_of,
    room_path,
)

WAIT_SECONDS = 10
NEXT_BOOT = "1" * 32


class Node:
    """Notes what it is sent and answers when it may."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        self.came = threading.Semaphore(0)
        self.may_answer = threading.Event()
        self.may_answer.set()
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name: self.headers[name] for name in HEADERS}
                node.calls.append((self.path, headers, body))
                node.came.release()
                node.may_answer.wait(WAIT_SECONDS)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.01])
        self.thread.start()

    def close(self) -> None:
        self.may_answer.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def node() -> Iterator[Node]:
    node = Node()
    yield node
    node.close()


@pytest.fixture
def over_http(monkeypatch: pytest.MonkeyPatch, pokes: list[str]) -> Iterator[None]:
    monkeypatch.setattr(product_pokes, "_deliver", PokeThread().poke)
    monkeypatch.setattr(product_pokes, "TIMEOUT_SECONDS", WAIT_SECONDS)
    yield
    wait_for_threads()


def wait_for_threads() -> None:
    for thread in threading.enumerate():
        if thread.name == "pokes":
            thread.join(WAIT_SECONDS)
            assert not thread.is_alive()


def heard(node: Node) -> None:
    assert node.came.acquire(timeout=WAIT_SECONDS)


@pytest.mark.django_db(transaction=True)
def test_a_change_pokes_live_nodes_signed(
    clock: Clock, node: Node, over_http: None, settings: Settings
) -> None:
    """[PK1] [SG1]"""
    door = FrontDoor(clock)
    room = door.create()
    user = door.join(room)["user_id"]
    door.beat(heartbeat_body({}, address=f"{node.address}/"))
    path = f"{room_path(room)}users/{user}/"

    json_of(door.patch(path, {"role": "viewer"}, room["owner_key"]))

    heard(node)
    [(called, headers, body)] = node.calls
    assert (called, body) == ("/internal/poke", b"{}")
    assert verify(
        headers=headers,
        keys=[SERVICE_KEY],
        method="POST",
        target=called,
        body=body,
        now=clock.now(),
    )


@pytest.mark.django_db(transaction=True)
def test_nodes_that_are_silent_or_gone_are_left_alone(
    clock: Clock, node: Node, over_http: None
) -> None:
    """[PK1]"""
    door = FrontDoor(clock)
    door.beat(heartbeat_body({}, node="silent", address=node.address))
    clock.advance(45)
    # Two lives of one node at one address are one call; no node listens at these others.
    door.beat(heartbeat_body({}, address=node.address))
    door.beat(heartbeat_body({}, boot=NEXT_BOOT, address=node.address))
    door.beat(heartbeat_body({}, node="away", address="http://127.0.0.1:1"))
    door.beat(heartbeat_body({}, node="odd", address="carrier pigeon"))
    door.beat(heartbeat_body({}, node="none", address=""))
    nodes_poke()
    heard(node)
    wait_for_threads()
    assert len(node.calls) == 1


@pytest.mark.django_db(transaction=True)
def test_changes_at_once_share_a_poke_and_wait_for_nobody(
    clock: Clock, node: Node, over_http: None
) -> None:
    """[PK1]"""
    FrontDoor(clock).beat(heartbeat_body({}, boot=BOOT, address=node.address))
    node.may_answer.clear()
    nodes_poke()
    heard(node)
    for _ in range(20):
        nodes_poke()
    assert [thread.name for thread in threading.enumerate()].count("pokes") == 1
    node.may_answer.set()
    heard(node)
    wait_for_threads()
    assert len(node.calls) == 2
    nodes_poke()
    heard(node)


@pytest.mark.django_db(transaction=True)
def test_in_process_a_call_takes_their_place(
    clock: Clock, node: Node, pokes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """[PK1]"""
    called: list[Any] = []
    monkeypatch.setattr(product_pokes, "_deliver", None)  # put back when the test ends
    deliver_in_process(lambda: called.append(threading.current_thread()))
    door = FrontDoor(clock)
    door.beat(heartbeat_body({}, address=node.address))
    room = door.create()
    door.post(f"{room_path(room)}extend/", None, room["owner_key"])
    assert called == [threading.current_thread()]
    assert node.calls == []


@pytest.mark.django_db(transaction=True)
def test_a_poke_that_fails_changes_no_answer(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr(product_pokes, "_deliver", fail)
    door = FrontDoor(clock)
    room = door.create()
    json_of(door.post(f"{room_path(room)}extend/", None, room["owner_key"]))
