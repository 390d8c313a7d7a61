"""A database for the processes that a test starts; they find it in DATABASE_URL.

On SQLite each has a file in its data folder. On a server they would all share one, and a test
would meet what another has left there.
"""

import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql


def own_database(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`url` is of the server's database that tests themselves use."""
    name = f"coterie_{secrets.token_hex(8)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        monkeypatch.setenv("DATABASE_URL", urlsplit(url)._replace(path=f"/{name}").geturl())
        yield
        # Whoever was killed may not have hung up yet.
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)
