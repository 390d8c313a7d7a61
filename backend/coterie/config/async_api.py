"""REST views whose handlers are coroutines: they hold no thread while they wait."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.renderers import JSONRenderer

from coterie.config.api import ApiView


class AsyncApiView(ApiView):
    """Django awaits it if all handlers are `async def`; a caller who goes cancels the handler."""

    async def dispatch(  # type: ignore[override]  # REST framework knows no coroutines
        self,
        request: HttpRequest,
        *args: Any,  # noqa: ANN401
        **kwargs: Any,  # noqa: ANN401
    ) -> HttpResponseBase:
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            self.initial(self.request, *args, **kwargs)
            method = (self.request.method or "").lower()
            handler: Any = getattr(self, method, self.http_method_not_allowed)
            response = await handler(self.request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  # as in REST framework, which re-raises
            response = self.handle_exception(error)
        self.response = self.finalize_response(self.request, response, *args, **kwargs)
        return self.response


class EventStreamRenderer(JSONRenderer):
    """Lets callers ask for a stream; refusals that come before it are JSON problems as ever."""

    media_type = "text/event-stream"
    format = "event-stream"
