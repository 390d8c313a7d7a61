"""Empties the database between tests that commit, in milliseconds where Django takes a second.

Django truncates every table and makes content types and permissions anew. Rows of tests are few,
so deleting them is quicker; and what is the same for every test may stay.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate

KEPT = {"django_content_type", "auth_permission"}


def quick_flush(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the tables are there; what it changes is undone with the patch."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(
        dispatch_uid="django.contrib.auth.management.create_permissions",
    )
    monkeypatch.setattr(type(connection.ops), "sql_flush", _deletions)


def _deletions(
    _operations: Any, _style: object, tables: Sequence[str], **_options: object
) -> list[str]:
    # Django's foreign keys are looked at when the transaction ends, so any order will do.
    quote = connection.ops.quote_name
    return [f"DELETE FROM {quote(table)}" for table in tables if table not in KEPT]
