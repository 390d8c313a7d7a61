"""A node that tells files, known to Django by its heartbeat."""

from collections.abc import Iterator

import pytest

from coterie.files.tests.node import Node
from coterie.tests.front_door import Clock, FrontDoor, heartbeat_body

MAIN = {"id": "main", "path": "main", "language": "plaintext", "text": "print('hello')\n"}


@pytest.fixture
def node(door: FrontDoor, clock: Clock) -> Iterator[Node]:
    node = Node(clock, [MAIN])
    door.beat(heartbeat_body({}, address=node.address, node="files"))
    yield node
    node.close()
