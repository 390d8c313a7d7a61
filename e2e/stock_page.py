"""A page that does what the README of y-websocket shows, and tells what it holds.

It comes from a server of its own, with the official packages as they are installed in `bench/`.
"""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from readme_example import PACKAGES, example

WAIT_SECONDS = 60

IMPORTS = {
    "yjs": "/yjs/dist/yjs.mjs",
    "y-websocket": "/y-websocket/src/y-websocket.js",
    "y-protocols/": "/y-protocols/",
    "lib0/": "/lib0/",
}

PAGE = """<!doctype html>
<title>A stock client</title>
<script type="importmap">{imports}</script>
<script type="module">
{example}
const text = doc.getText('file:main');
const name = /Firefox|Chrome/.exec(navigator.userAgent)[0];
const others = () => [...wsProvider.awareness.getStates().values()];
const report = () => fetch('/report', {{
  method: 'POST',
  body: JSON.stringify({{ text: text.toString(), synced: wsProvider.synced, states: others() }}),
}});
wsProvider.awareness.setLocalState({{ user: {{ name }} }});
wsProvider.awareness.on('change', report);
text.observe(report);
wsProvider.once('sync', () => text.insert(text.length, `from ${{name}}; `));
</script>
"""


@dataclass(frozen=True, slots=True)
class StockPage:
    """Where the page is, and what it has reported."""

    url: str
    reports: list[dict[str, Any]]
    _news: threading.Condition

    def wait_for(self, text: str, state: dict[str, Any]) -> dict[str, Any]:
        """The first report with all of this text, and of somebody with this state."""
        with self._news:
            met = self._news.wait_for(lambda: self._first(text, state), WAIT_SECONDS)
        assert met, f"reported: {self.reports}"
        return met

    def _first(self, text: str, state: dict[str, Any]) -> dict[str, Any] | None:
        return next(
            (one for one in self.reports if text in one["text"] and state in one["states"]), None
        )


@contextlib.contextmanager
def stock_page(socket_url: str) -> Iterator[StockPage]:
    """Serves the page, whose client connects to `socket_url`."""
    news = threading.Condition()
    reports: list[dict[str, Any]] = []
    page = PAGE.format(imports=json.dumps({"imports": IMPORTS}), example=example(socket_url))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/":
                self._answer("text/html; charset=utf-8", page.encode())
                return
            # Packages name their parts without the ending.
            path = (PACKAGES / self.path[1:]).resolve()
            if not path.suffix:
                path = path.with_suffix(".js")
            if path.is_relative_to(PACKAGES) and path.is_file():
                self._answer("text/javascript", path.read_bytes())
            else:
                self.send_error(HTTPStatus.NOT_FOUND)

        def do_POST(self) -> None:
            report = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with news:
                reports.append(report)
                news.notify_all()
            self._answer("text/plain", b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

        def _answer(self, kind: str, body: bytes) -> None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield StockPage(f"http://127.0.0.1:{server.server_port}/", reports, news)
        finally:
            server.shutdown()
            serving.join()
