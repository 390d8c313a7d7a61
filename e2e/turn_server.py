"""A real TURN server (Debian's coturn) on a port that outlives its process."""

import asyncio
import contextlib
import random
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import stun
from certificate import write_certificate

LOOPBACK = "127.0.0.1"

TEST_POLICY = """\
use-auth-secret
realm=coterie.test
fingerprint
no-cli
no-tls
no-dtls
no-multicast-peers
allow-loopback-peers
"""
"""Lets calls through loopback. Never for production: see deploy/coturn/turnserver.conf."""

PORTS = range(20_000, 32_000)
"""Below those the system gives out, so that nobody takes ours while the server is down."""
RELAY_PORTS = (49_152, 49_407)
"""coturn passes over those in use. 256: a call of three takes 12."""

START_SECONDS = 10
STOP_SECONDS = 10
PROBE_SECONDS = 1
POLL_SECONDS = 0.05
OWNER_ONLY = 0o600  # the file holds the secret

PEER_USAGE = re.compile(r"peer usage: .*, rb=(\d+), .*, sb=(\d+)")
ALLOCATED = "incoming packet ALLOCATE processed, success"


def why_not() -> str | None:
    """Why no TURN server can run here, or None if one can."""
    if shutil.which("turnserver"):
        return None
    return "turnserver is missing: scripts/need.sh coturn"


class TurnServer:
    """One coturn; in a network of its own if `prefix` is the command that enters one."""

    def __init__(
        self,
        address: str = LOOPBACK,
        *,
        prefix: Sequence[str] = (),
        policy: str = TEST_POLICY,
        also_relays: Sequence[str] = (),
        knows_secret: bool = True,
    ) -> None:
        """It relays from `address` and `also_relays`, by the `policy`: lines of a turnserver.conf,
        except those that say where this one listens, whom it believes, and where its files are."""
        self.address = address
        self.secret = secrets.token_urlsafe(24)
        self.port, self.tls_port, self.second_tls_port = free_ports(3)
        self._prefix = list(prefix)
        self._relays = [address, *also_relays]
        self._folder = tempfile.TemporaryDirectory(prefix="coterie-turn-")
        self._process: subprocess.Popen[bytes] | None = None
        self._configure(policy, [self.secret] if knows_secret else [])

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def urls(self) -> list[str]:
        """For `RTCIceServer.urls`: over UDP, and over TCP."""
        return [
            f"turn:{self.address}:{self.port}?transport={transport}" for transport in ("udp", "tcp")
        ]

    @property
    def tls_url(self) -> str:
        """Only by a policy with a certificate, which is signed by itself."""
        return f"turns:{self.address}:{self.tls_port}?transport=tcp"

    @property
    def certificate(self) -> Path:
        """What it proves itself by over TLS; clients may trust it as an authority."""
        return self._path("cert")

    @property
    def log(self) -> str:
        """Of this process and those before."""
        return self._path("log").read_text() if self._path("log").exists() else ""

    @property
    def allocation_count(self) -> int:
        """How often it gave somebody a relay address."""
        return self.log.count(ALLOCATED)

    @property
    def relayed_bytes(self) -> int:
        """What went to and came from peers; known of an allocation when it ends."""
        return sum(int(got) + int(sent) for got, sent in PEER_USAGE.findall(self.log))

    async def has_relayed(self) -> None:
        """Waits until an allocation that carried something has ended."""
        async with asyncio.timeout(START_SECONDS):
            while not self.relayed_bytes:
                await asyncio.sleep(POLL_SECONDS)

    def start(self) -> None:
        """Starts it on the same ports as ever, and waits until it answers."""
        command = [*self._prefix, "turnserver", "-c", str(self._path("conf"))]
        # It complains of kernels without SCTP on its standard error; the log says what matters.
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        # Each failed try costs a poll or a probe's wait.
        for _ in range(int(START_SECONDS / POLL_SECONDS)):
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = self._process.wait(POLL_SECONDS)
                raise RuntimeError(f"turnserver ended with {status}:\n{self.log}")
            if self.answers("udp") and self.answers("tcp"):
                return
        raise RuntimeError(f"turnserver does not answer:\n{self.log}")

    def answers(self, transport: str, prefix: Sequence[str] | None = None) -> bool:
        """Whether a STUN binding is answered, asked from its network or the one `prefix` enters."""
        entered = self._prefix if prefix is None else prefix
        command = [*entered, sys.executable, "-I", stun.__file__, self.address, str(self.port)]
        command += [transport, str(PROBE_SECONDS)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def stop(self) -> None:
        """Ends it at once; whoever was relayed hears nothing more."""
        process, self._process = self._process, None
        assert process
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)

    def close(self) -> None:
        """Ends it if it runs, and removes its files."""
        if self._process:
            self.stop()
        self._folder.cleanup()

    def _path(self, kind: str) -> Path:
        return Path(self._folder.name) / f"turn.{kind}"

    def _configure(self, policy: str, believed: Sequence[str]) -> None:
        """Writes the file it starts by, and the certificate if the policy names one."""
        ours: dict[str, Sequence[object]] = {
            "listening-ip": [self.address],
            "listening-port": [self.port],
            "tls-listening-port": [self.tls_port],
            "aux-server": [f"{self.address}:{self.second_tls_port}"],
            "relay-ip": self._relays,
            "min-port": [RELAY_PORTS[0]],
            "max-port": [RELAY_PORTS[1]],
            "static-auth-secret": believed,
            "log-file": [self._path("log")],
            "pidfile": [self._path("pid")],
            "userdb": [self._path("db")],
            "cert": [self._path("cert")],
            "pkey": [self._path("key")],
        }
        theirs = [line for line in policy.splitlines() if line.partition("=")[0] not in ours]
        lines = [f"{name}={value}" for name, values in ours.items() for value in values]
        write_certificate(self.address, self._path("cert"), self._path("key"))
        self._path("conf").touch(OWNER_ONLY)
        self._path("conf").write_text("\n".join([*theirs, *lines, "verbose", "simple-log", ""]))


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on, over UDP or TCP."""
    found = (port for port in random.sample(PORTS, len(PORTS)) if is_free(port))
    return [next(found) for _ in range(count)]


def is_free(port: int) -> bool:
    """Whether one could listen there. coturn would share a port, and never say so."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as sock:
            try:
                sock.bind((LOOPBACK, port))
            except OSError:
                return False
    return True
