"""`coterie manage createsuperuser`: Django's, with a word for whoever calls it too early."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.db import connections


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        tables = connections[options["database"]].introspection.table_names()
        if User._meta.db_table not in tables:
            raise CommandError(
                "There is no database yet. Start Coterie once, or run `coterie manage migrate`, "
                "and make the administrator then."
            )
        super().handle(*args, **options)
