"""Two hosts that reach a third, never each other: people behind separate NATs, and a server.

    A 198.51.100.2 ── 198.51.100.1 R 203.0.113.1 ── 203.0.113.2 B
                        R 192.0.2.1

Each is a network namespace of Linux; R forwards nothing. The addresses are those of documentation,
which nobody has, and which no policy counts as private. No packet leaves the machine.
"""

import contextlib
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RUN_SECONDS = 20
EXECUTABLE = 0o700


class NetworkError(Exception):
    """A command of `ip` failed; the message is what it said."""


@dataclass(frozen=True)
class Host:
    """One of the three."""

    name: str
    """Of its namespace."""
    address: str
    """Where the others find it: R by the same one from both sides."""
    folder: Path

    @property
    def prefix(self) -> list[str]:
        """Put before a command, this runs it on the host; the process keeps its id."""
        return ["ip", "netns", "exec", self.name]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end, whatever its status."""
        return subprocess.run(
            [*self.prefix, *command],
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )

    def wrapper(self, program: str) -> Path:
        """A script that is `program` on this host, as for Playwright's `executable_path`: the two
        speak over pipes, which know no networks."""
        path = self.folder / f"{self.name}-{Path(program).name}"
        path.write_text(f'#!/bin/sh\nexec {shlex.join([*self.prefix, program])} "$@"\n')
        path.chmod(EXECUTABLE)
        return path


@dataclass(frozen=True)
class Networks:
    """The hosts A and B, and R between them."""

    a: Host
    b: Host
    r: Host


def why_not() -> str | None:
    """Why separate networks cannot be had here, or None if they can."""
    if not shutil.which("ip"):
        return "`ip` is missing: scripts/need.sh network"
    if os.geteuid() != 0:
        return "only root may make network namespaces"
    name = f"coterie-{os.getpid()}-try"
    try:
        with namespace(name):
            ip("netns", "exec", name, "true")
            ip("-n", name, "link", "add", "one", "type", "veth", "peer", "name", "two")
    except NetworkError as error:
        return f"network namespaces cannot be made here: {error}"
    return None


@contextlib.contextmanager
def networks() -> Iterator[Networks]:
    """The three hosts, until the end of the block. Raises NetworkError.

    End what runs on them first: a namespace lives as long as its last process.
    """
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="coterie-hosts-")))
        a, b, r = (
            Host(stack.enter_context(namespace(f"coterie-{os.getpid()}-{name}")), address, folder)
            for name, address in (("a", "198.51.100.2"), ("b", "203.0.113.2"), ("r", "192.0.2.1"))
        )
        cable(r, "198.51.100.1", a)
        cable(r, "203.0.113.1", b)
        # An interface of its own, since coturn finds no addresses on `lo` by itself.
        ip("-n", r.name, "link", "add", "own", "type", "veth", "peer", "name", "end")
        plug(r, "own", r.address)
        ip("-n", r.name, "link", "set", "end", "up")
        yield Networks(a, b, r)


@contextlib.contextmanager
def namespace(name: str) -> Iterator[str]:
    """An empty network with loopback alone; forwards nothing, and knows no IPv6."""
    ip("netns", "add", name)
    try:
        # A new namespace may take its settings from the system's.
        for setting in ("ipv4/ip_forward=0", "ipv6/conf/all/disable_ipv6=1"):
            path, value = setting.split("=")
            file = f"/proc/sys/net/{path}"
            ip("netns", "exec", name, "sh", "-c", f"[ ! -e {file} ] || echo {value} > {file}")
        ip("-n", name, "link", "set", "lo", "up")
        yield name
    finally:
        ip("netns", "del", name)


def cable(router: Host, gateway: str, host: Host) -> None:
    """Joins a host to the router, which is its way to everywhere."""
    port = f"to-{host.name[-1]}"
    end = ["peer", "name", "eth0", "netns", host.name]
    ip("-n", router.name, "link", "add", port, "type", "veth", *end)
    plug(router, port, gateway)
    plug(host, "eth0", host.address)
    ip("-n", host.name, "route", "add", "default", "via", gateway)


def plug(host: Host, interface: str, address: str) -> None:
    """Gives an interface its address, and brings it up."""
    ip("-n", host.name, "addr", "add", f"{address}/24", "dev", interface)
    ip("-n", host.name, "link", "set", interface, "up")


def ip(*arguments: str) -> None:
    """Runs `ip`. Raises NetworkError."""
    done = subprocess.run(
        ["ip", *arguments], capture_output=True, text=True, timeout=RUN_SECONDS, check=False
    )
    if done.returncode != 0:
        raise NetworkError(f"ip {shlex.join(arguments)}: {done.stderr.strip()}")
