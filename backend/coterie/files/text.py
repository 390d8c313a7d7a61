"""Text that clients wrote, made fit for JSON, processes and databases. Pure functions."""

import re

REPLACEMENT = "\ufffd"
_UNPRINTED = re.compile("[\0\ud800-\udfff]")


def text_clean(text: str) -> str:
    """As JSON and processes can pass it on; every offset stays what it was.

    Halves of surrogate pairs, which editors can leave behind, are one UTF-16 unit, as is what
    stands for them then.
    """
    return _UNPRINTED.sub(REPLACEMENT, text)


def text_cut(text: str, size: int) -> str:
    """Its first `size` bytes in UTF-8, and no half character."""
    return text[:size].encode()[:size].decode(errors="ignore")
