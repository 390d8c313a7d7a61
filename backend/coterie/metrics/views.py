from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coterie.config import clock
from coterie.config.errors import CoterieError, Unauthenticated, Unavailable
from coterie.config.problems import problem_of, problem_response
from coterie.metrics.access import access_require
from coterie.metrics.exposition import CONTENT_TYPE, exposition
from coterie.metrics.selectors import metrics_now


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Django's half; in one process with a realtime node, `embedded` adds the node's."""
    try:
        access_require(request)
        text = exposition(metrics_now(now=clock.now()))
    except DatabaseError:
        return problem_response(problem_of(Unavailable("The database does not answer.")))
    except CoterieError as error:
        response = problem_response(problem_of(error))
        if isinstance(error, Unauthenticated):
            response.headers["WWW-Authenticate"] = error.challenge
        return response
    return HttpResponse(text, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})
