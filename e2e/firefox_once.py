"""A real Firefox against a node on its own, once: the page of test_stock_page.py, in Firefox.

    python e2e/firefox_once.py          # wants Firefox: apt-get install firefox-esr

No part of the test suites, which drive Chromium; Firefox's upgrade header has a test of its own.
Exit status 0 means: it synced both ways, saw and was seen, and came back after the node was killed.
"""

import asyncio
import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Runs on its own: what the suites find by their settings.
sys.path.insert(0, str(Path(__file__).parents[1] / "realtime" / "tests"))

from client import Client
from readme_example import ROOM
from stock_page import stock_page
from watched_server import WatchedServer

NAMES = ("firefox-esr", "firefox")
START_SECONDS = 60
END_SECONDS = 20
# No first-run pages, no updates, no reports to anybody.
PREFERENCES = {
    "browser.shell.checkDefaultBrowser": "false",
    "browser.startup.homepage_override.mstone": '"ignore"',
    "datareporting.policy.dataSubmissionEnabled": "false",
    "toolkit.telemetry.reportingpolicy.firstRun": "false",
    "app.update.enabled": "false",
    "network.captive-portal-service.enabled": "false",
    "network.connectivity-service.enabled": "false",
}


@contextlib.contextmanager
def firefox(program: str, url: str, folder: Path) -> Iterator[None]:
    """A headless Firefox with a profile of its own that opens a page."""
    profile = folder / "profile"
    profile.mkdir()
    lines = [f'user_pref("{name}", {value});' for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    command = [program, "--headless", "--no-remote", "--profile", str(profile), url]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(END_SECONDS)


async def visit(program: str, folder: Path) -> None:
    server = WatchedServer(folder)
    url = server.start()
    try:
        with stock_page(url) as page, firefox(program, page.url, folder):
            async with Client.joined(f"{url}/{ROOM}", client_id=50) as ada:
                ada.type("from Ada; ")
                ada.announce(1, b'{"user":{"name":"Ada"}}')
                await appears(ada, "from Firefox; ")
                there = b'{"user":{"name":"Firefox"}}'
                await ada.until(lambda: any(state == there for _, state in ada.states.values()))
                await asyncio.to_thread(page.wait_for, "from Ada; ", {"user": {"name": "Ada"}})
            server.kill()
            server.start()
            async with Client.joined(f"{url}/{ROOM}", client_id=51) as bob:
                bob.type("after the kill; ")
                bob.announce(1, b'{"user":{"name":"Bob"}}')
                state = {"user": {"name": "Bob"}}
                await asyncio.to_thread(page.wait_for, "after the kill; ", state)
        server.check()
    finally:
        server.close()


async def appears(client: Client, text: str) -> None:
    """Waits as long as a browser may need to start."""
    async with asyncio.timeout(START_SECONDS):
        while text not in str(client.text):
            await asyncio.sleep(0.05)


def main() -> None:
    """Says how it went; a failure ends with its traceback and another status."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        sys.exit("no Firefox: apt-get install firefox-esr")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(visit(program, Path(folder)))
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    print(f"{version.stdout.strip()}: synced both ways, saw and was seen, came back after a kill")


if __name__ == "__main__":
    main()
