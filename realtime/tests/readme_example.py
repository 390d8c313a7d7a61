"""The first program in the README of y-websocket, as it is installed in `bench/`."""

import re
from pathlib import Path

PACKAGES = Path(__file__).parents[2] / "bench" / "node_modules"
README = PACKAGES / "y-websocket" / "README.md"
SERVER = "ws://localhost:1234"
ROOM = "my-roomname"


def example(socket_url: str) -> str:
    """The program, with this address in the place of its own."""
    found = re.search(r"```js\n(import \* as Y from 'yjs'\n.*?)```", README.read_text(), re.S)
    assert found
    assert SERVER in found[1]
    assert ROOM in found[1]
    return found[1].replace(SERVER, socket_url)
