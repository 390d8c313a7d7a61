"""What stands where a realtime node would, as far as its rooms' files are asked for."""

import json
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from coterie.signing.signatures import verify
from coterie.tests.front_door import SERVICE_KEY, Clock


class Node:
    """Answers as docs/protocol.md [FI1] has it, to whoever signs."""

    def __init__(self, clock: Clock, files: list[dict[str, Any]]) -> None:
        self.asked: list[str] = []
        self.content = b""
        self.status = 200
        self.tells(files)
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                verify(
                    headers=self.headers,  # type: ignore[arg-type]
                    keys=[SERVICE_KEY],
                    method="GET",
                    target=self.path,
                    body=b"",
                    now=clock.now(),
                )
                node.asked.append(self.path)
                self.send_response(node.status)
                self.send_header("Content-Length", str(len(node.content)))
                self.end_headers()
                with suppress(ConnectionError):  # it may be too much for the caller
                    self.wfile.write(node.content)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = Thread(target=self.server.serve_forever, args=[0.01])
        self._thread.start()

    def tells(self, files: list[dict[str, Any]], omitted: int = 0) -> None:
        self.content = json.dumps({"files": files, "omitted": omitted}).encode()

    def close(self) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()
