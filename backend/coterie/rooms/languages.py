"""How a language is written; which ones there are is the editor's."""

import re

from coterie.rooms.models import MAX_LANGUAGE

LANGUAGE = rf"\A[a-z0-9+#-]{{1,{MAX_LANGUAGE}}}\Z"
_LANGUAGE = re.compile(LANGUAGE)


def is_language(text: str) -> bool:
    return _LANGUAGE.match(text) is not None
