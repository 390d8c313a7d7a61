"""Sockets that a server listens on: TCP or unix, and what their start and end leave behind."""

import logging
import resource
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import umask
from pathlib import Path
from typing import NamedTuple

from .errors import SettingsError
from .limits import MAX_REQUEST_CONNECTIONS, SPARE_FILES

log = logging.getLogger(__name__)

LISTEN_BACKLOG = 2_048
# The owner and the group: a web server that passes requests on is put into the group.
UNIX_MODE = 0o660
# A path in a sockaddr_un, its end included.
MAX_UNIX_PATH_BYTES = 108


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises:
        SettingsError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        # From here on clients wait in the backlog instead of being refused.
        sock.listen(LISTEN_BACKLOG)
    except (OSError, OverflowError) as error:
        sock.close()
        raise SettingsError(f"cannot listen on {host}:{port}: {error}") from None
    sock.set_inheritable(False)
    return sock


@contextmanager
def listening_at(path: Path) -> Iterator[socket.socket]:
    """A listening unix socket that is gone afterwards, if it is still ours.

    One that a killed server left there is taken away; one on which a server answers is not.

    Raises:
        SettingsError: the path cannot be had.
    """
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _clear(path)
        # No moment in which others may connect.
        before = umask(0o777 & ~UNIX_MODE)
        try:
            sock.bind(str(path))
        finally:
            umask(before)
        sock.listen(LISTEN_BACKLOG)
        ours = path.stat().st_ino
    except OSError as error:
        sock.close()
        raise SettingsError(f"--uds: cannot listen on {path}: {error}") from None
    except SettingsError:
        sock.close()
        raise
    try:
        yield sock
    finally:
        sock.close()
        with suppress(OSError):
            if path.stat().st_ino == ours:
                path.unlink()


class Allowance(NamedTuple):
    """How many connections the system lets the process have."""

    sockets: int
    requests: int
    """Those that are no sockets (yet)."""


def files_allow(wanted: int) -> Allowance:
    """For so many sockets, or as many as there may be; raises the process' own limit of files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + MAX_REQUEST_CONNECTIONS + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(hard, needed)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return Allowance(wanted, MAX_REQUEST_CONNECTIONS)
    # A quarter each for requests and for files of our own, where there are few.
    requests = min(MAX_REQUEST_CONNECTIONS, soft // 4)
    sockets = min(wanted, soft - requests - min(SPARE_FILES, soft // 4))
    if sockets < wanted:
        log.warning("no more than %d sockets: the process may have %d files", sockets, soft)
    return Allowance(sockets, requests)


def _clear(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise SettingsError(f"--uds: {path} is there already, and no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
        else:
            raise SettingsError(f"--uds: another server listens on {path}")
