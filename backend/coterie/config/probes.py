"""Whether the process lives, and whether it can be used."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from coterie.config.errors import Unavailable
from coterie.config.problems import problem_of, problem_response


@require_safe
def livez(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    if why := _missing():
        return problem_response(problem_of(Unavailable(why)))
    return JsonResponse({"status": "ok"})


def _missing() -> str | None:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "The database is not migrated."
    except DatabaseError:
        return "The database does not answer."
    return None
