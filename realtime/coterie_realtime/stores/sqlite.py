"""Documents in one SQLite file, in WAL mode: a commit survives a kill of the process.

Without a sync of each commit, power loss may take the last moments, never the file's integrity.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from ..errors import StoreError
from . import sqlite_schema
from .base import SNAPSHOT, Append, ChatLine, Durability, Kept, Stored, StoredVersion

BUSY_MILLISECONDS = 2_000

SYNCHRONOUS = {Durability.PROCESS: "NORMAL", Durability.POWER: "FULL"}


class SqliteStore:
    """One connection to write and one to read, each behind a lock, usable from any thread."""

    def __init__(self, path: Path, durability: Durability = Durability.PROCESS) -> None:
        """Opens the file, and makes it if it is not there.

        Raises:
            StoreError: it cannot be opened as a database.
        """
        with _translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write = _connect(path)
            self._write.execute(f"PRAGMA synchronous = {SYNCHRONOUS[durability]}")
            sqlite_schema.prepare(self._write)
            self._read = _connect(path)
        self._write_lock = Lock()
        self._read_lock = Lock()

    def append(self, updates: Sequence[Append | ChatLine]) -> None:
        with self._transaction() as db:
            ids: dict[tuple[str, str], int] = {}
            for item in updates:
                key = (item.room, item.epoch)
                if key not in ids:
                    ids[key] = _document(db, *key)
                if isinstance(item, ChatLine):
                    _keep_chat(db, ids[key], item)
                else:
                    db.execute(
                        "INSERT INTO updates (document, data) VALUES (?, ?)",
                        (ids[key], item.update),
                    )

    def load(self, room: str, epoch: str) -> Stored:
        with self._read_lock, _translated(), _one_view(self._read) as db:
            found = db.execute(
                "SELECT id, snapshot, through FROM documents WHERE room = ? AND epoch = ?",
                (room, epoch),
            ).fetchone()
            if found is None:
                return Stored(None, [])
            rows = db.execute(
                "SELECT number, data, quarantined FROM updates WHERE document = ? ORDER BY number",
                (found[0],),
            ).fetchall()
        tail = [Kept(number, data) for number, data, quarantined in rows if not quarantined]
        return Stored(found[1], tail, tuple(data for _, data, out in rows if out), found[2])

    def chat(self, room: str, epoch: str) -> list[tuple[int, bytes]]:
        with self._read_lock, _translated():
            return self._read.execute(
                "SELECT number, data FROM chat WHERE document ="
                " (SELECT id FROM documents WHERE room = ? AND epoch = ?) ORDER BY number",
                (room, epoch),
            ).fetchall()

    def replace(
        self, room: str, epoch: str, read: Stored, snapshot: bytes, quarantined: Sequence[int] = ()
    ) -> bool:
        with self._transaction() as db:
            found = db.execute(
                "UPDATE documents SET snapshot = ?, through = ?"
                " WHERE room = ? AND epoch = ? AND through = ? RETURNING id",
                (snapshot, read.last, room, epoch, read.through),
            ).fetchone()
            if found is None:
                return False
            (document,) = found
            if SNAPSHOT in quarantined:
                db.execute(
                    "INSERT INTO updates (document, data, quarantined) VALUES (?, ?, 1)",
                    (document, read.snapshot),
                )
            db.executemany(
                "UPDATE updates SET quarantined = 1 WHERE document = ? AND number = ?",
                [(document, number) for number in quarantined],
            )
            db.execute(
                "DELETE FROM updates WHERE document = ? AND number <= ? AND NOT quarantined",
                (document, read.last),
            )
            return True

    def version_add(
        self, room: str, epoch: str, at: float, data: bytes, forget: Sequence[int]
    ) -> bool:
        with self._transaction() as db:
            added = db.execute(
                "INSERT INTO versions (document, at, data)"
                " SELECT id, ?, ? FROM documents WHERE room = ? AND epoch = ?",
                (at, data, room, epoch),
            ).rowcount
            db.executemany("DELETE FROM versions WHERE id = ?", [(id_,) for id_ in forget])
            return bool(added)

    def version_list(self, room: str, epoch: str) -> list[StoredVersion]:
        with self._read_lock, _translated():
            rows = self._read.execute(
                "SELECT versions.id, at, length(data) FROM versions JOIN documents"
                " ON documents.id = document WHERE room = ? AND epoch = ? ORDER BY at, versions.id",
                (room, epoch),
            ).fetchall()
        return [StoredVersion(*row) for row in rows]

    def version_read(self, room: str, epoch: str, version: int) -> bytes | None:
        with self._read_lock, _translated():
            found = self._read.execute(
                "SELECT data FROM versions JOIN documents ON documents.id = document"
                " WHERE versions.id = ? AND room = ? AND epoch = ?",
                (version, room, epoch),
            ).fetchone()
        return None if found is None else bytes(found[0])

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
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _keep_chat(db: sqlite3.Connection, document: int, line: ChatLine) -> None:
    # A number that is there already must not stop the store for everything else.
    db.execute("INSERT OR REPLACE INTO chat VALUES (?, ?, ?)", (document, line.number, line.data))
    db.execute("DELETE FROM chat WHERE document = ? AND number < ?", (document, line.oldest))


def _document(db: sqlite3.Connection, room: str, epoch: str) -> int:
    # Not by an upsert: it would write the row again, and the snapshot in it.
    found = db.execute(
        "SELECT id FROM documents WHERE room = ? AND epoch = ?", (room, epoch)
    ).fetchone()
    if found is None:
        found = db.execute(
            "INSERT INTO documents (room, epoch) VALUES (?, ?) RETURNING id", (room, epoch)
        ).fetchone()
    return int(found[0])
