"""Documents in one SQLite file, in WAL mode: a commit survives a kill of the process.

`synchronous=NORMAL` does not sync each commit to the disk: power loss may take the last moments,
never the file's integrity.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from ..errors import StoreError
from .base import Append, Stored

BUSY_MILLISECONDS = 2_000

SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY,
    room TEXT NOT NULL,
    epoch TEXT NOT NULL,
    snapshot BLOB,
    UNIQUE (room, epoch)
) STRICT;
CREATE TABLE IF NOT EXISTS updates (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    data BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS updates_by_document ON updates (document, number);
"""


class SqliteStore:
    """One connection to write and one to read, each behind a lock, usable from any thread."""

    def __init__(self, path: Path) -> None:
        """Opens the file, and makes it if it is not there.

        Raises:
            StoreError: it cannot be opened as a database.
        """
        with _translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write = _connect(path)
            self._write.executescript(SCHEMA)
            self._read = _connect(path)
        self._write_lock = Lock()
        self._read_lock = Lock()

    def append(self, updates: Sequence[Append]) -> None:
        with self._transaction() as db:
            ids: dict[tuple[str, str], int] = {}
            for room, epoch, update in updates:
                key = (room, epoch)
                if key not in ids:
                    ids[key] = _document(db, room, epoch)
                db.execute("INSERT INTO updates (document, data) VALUES (?, ?)", (ids[key], update))

    def load(self, room: str, epoch: str) -> Stored:
        with self._read_lock, _translated(), _one_view(self._read) as db:
            found = db.execute(
                "SELECT id, snapshot FROM documents WHERE room = ? AND epoch = ?", (room, epoch)
            ).fetchone()
            if found is None:
                return Stored(None, [], 0)
            rows = db.execute(
                "SELECT number, data FROM updates WHERE document = ? ORDER BY number", (found[0],)
            ).fetchall()
        return Stored(found[1], [data for _, data in rows], rows[-1][0] if rows else 0)

    def snapshot(self, room: str, epoch: str, merged: bytes, through: int) -> None:
        with self._transaction() as db:
            document = _document(db, room, epoch)
            db.execute("UPDATE documents SET snapshot = ? WHERE id = ?", (merged, document))
            db.execute(
                "DELETE FROM updates WHERE document = ? AND number <= ?", (document, through)
            )

    def delete(self, room: str) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM documents WHERE room = ?", (room,))

    def close(self) -> None:
        # A load or a purge may still run in its thread.
        with self._read_lock, self._write_lock, _translated():
            self._read.close()
            self._write.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._write_lock, _translated():
            self._write.execute("BEGIN IMMEDIATE")
            try:
                yield self._write
                self._write.execute("COMMIT")
            except BaseException:
                if self._write.in_transaction:
                    self._write.execute("ROLLBACK")
                raise


@contextmanager
def _one_view(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Snapshot and tail are read as of one moment, whatever is written meanwhile."""
    db.execute("BEGIN")
    try:
        yield db
    finally:
        db.execute("COMMIT")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(str(error)) from error


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _document(db: sqlite3.Connection, room: str, epoch: str) -> int:
    found = db.execute(
        "INSERT INTO documents (room, epoch) VALUES (?, ?)"
        " ON CONFLICT (room, epoch) DO UPDATE SET room = room RETURNING id",
        (room, epoch),
    ).fetchone()
    return int(found[0])
