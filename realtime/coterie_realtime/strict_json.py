"""JSON as a browser reads it: what `JSON.parse` would refuse, or choke on, is refused here."""

import json
from typing import NoReturn

from .errors import Malformed
from .limits import MAX_NESTING


def load(text: str) -> object:
    """The value of a JSON text.

    Raises:
        Malformed: not JSON by RFC 8259, or nested deeper than MAX_NESTING.
    """
    _check_depth(text)
    try:
        return json.loads(text, parse_constant=_no_constant)
    except ValueError:
        raise Malformed("not JSON") from None


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_NESTING:
        return
    depth = 0
    in_string = escaped = False
    for char in text:
        if in_string:
            in_string = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            in_string = True
        elif char in "[{":
            depth += 1
            if depth > MAX_NESTING:
                raise Malformed("nested too deep")
        elif char in "]}":
            depth -= 1


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are Python's, not JSON's
