"""The tables of a SQLite store, and how a file of an earlier release gets them."""

import sqlite3

TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY,
    room TEXT NOT NULL,
    epoch TEXT NOT NULL,
    snapshot BLOB,
    through INTEGER NOT NULL DEFAULT 0,
    UNIQUE (room, epoch)
) STRICT;
CREATE TABLE IF NOT EXISTS updates (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    data BLOB NOT NULL,
    quarantined INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS updates_by_document ON updates (document, number);
CREATE TABLE IF NOT EXISTS versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    at REAL NOT NULL,
    data BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS versions_by_document ON versions (document, at);
CREATE TABLE IF NOT EXISTS chat (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;
"""

# Of the first release's tables, which had no such columns.
ADDED_COLUMNS = {
    "documents": "through INTEGER NOT NULL DEFAULT 0",
    "updates": "quarantined INTEGER NOT NULL DEFAULT 0",
}


def prepare(db: sqlite3.Connection) -> None:
    """Makes what is missing; all of it or, when it fails, nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in TABLES.split(";"):
            db.execute(statement)
        for table, column in ADDED_COLUMNS.items():
            present = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
            if column.split()[0] not in present:
                db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
