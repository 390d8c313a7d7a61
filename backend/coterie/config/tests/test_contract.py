"""The API keeps to its description, whatever it is asked: no 5xx, no answer that is not in it.

Schemathesis makes calls up from the description, fitting ones and others, the same each time. Most
are about a room that is there, by somebody who may call: unknown rooms are found out soon.
"""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from coterie.tests.front_door import FrontDoor

CONTRACT = Path(__file__).parents[4] / "contracts" / "openapi.yaml"
# Some 20 operations: a few seconds in all.
CALLS = 20
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(yaml.safe_load(CONTRACT.read_text()))
SCHEMA.app = get_wsgi_application()
OPERATIONS = {
    found.ok().definition.raw["operationId"]: found.ok()
    for found in SCHEMA.get_all_operations()
    if isinstance(found, Ok)
}
# What the server says when it has too much to do, or has nobody to ask, is an answer like others.
TOO_MUCH = 503
BEARERS = ("owner_key", "token", None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_call_is_answered_as_described(door: FrontDoor, name: str) -> None:
    statuses: set[int] = set()
    operation = OPERATIONS[name]
    modes = st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE])

    @seed(1)
    @settings(
        max_examples=CALLS,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data(), mode=modes, bearer=st.sampled_from(BEARERS), is_known=st.booleans())
    def ask(data: st.DataObject, mode: GenerationMode, bearer: str | None, is_known: bool) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        statuses.add(call(door, case, bearer, is_known))

    ask()
    assert statuses - {404}, "nothing but unknown rooms"


def call(door: FrontDoor, case: "Case[Any]", bearer: str | None, is_known: bool) -> int:
    """Makes the call, about a room of its own if it is about a known one; answers its status."""
    headers: dict[str, Any] = {}
    if is_known and "room_id" in case.path_parameters:
        room = door.create()
        joined = door.join(room)
        case.path_parameters["room_id"] = room["id"]
        if "user_id" in case.path_parameters:
            case.path_parameters["user_id"] = joined["user_id"]
        if bearer is not None:
            headers["Authorization"] = f"Bearer {({**room, **joined})[bearer]}"
    response = case.call(headers=headers)
    crashed = [not_a_server_error] if response.status_code != TOO_MUCH else []
    case.validate_response(response, checks=[*crashed, *CHECKS])
    return int(response.status_code)
