"""Updates that killed, poisoned or confused Yjs implementations: shared by the tests."""

from coterie_realtime.protocol import encode_bytes, encode_varuint

# Later get_update() calls on a Doc panic: a GC struct without a length.
POISON = bytes.fromhex("010203010000440106016100")
# Together they end a process that integrates them: text that follows its own future.
SEGFAULT_FIRST = bytes.fromhex("01010102000300")
SEGFAULT_SECOND = bytes.fromhex("010101018401030368c3a900")
# An integer that goes on for ever.
ENDLESS = b"\x01" + b"\xff" * 40


def nested(depth: int, tag: int = 117) -> bytes:
    """One struct that holds arrays (or objects) in each other, this deep."""
    opening = bytes((tag, 1)) + (encode_bytes(b"k") if tag == 118 else b"")
    value = opening * depth + b"\x7e"
    return b"\x01\x01\x05\x00" + b"\x08" + b"\x01" + encode_bytes(b"a") + b"\x01" + value + b"\x00"


def nested_json(depth: int) -> bytes:
    """One embed whose JSON is this deep."""
    text = ("[" * depth + "]" * depth).encode()
    return b"\x01\x01\x05\x00" + b"\x05" + b"\x01" + encode_bytes(b"a") + encode_bytes(text) + b"\0"


def bad_json(text: bytes) -> bytes:
    """One embed with a text that is not JSON."""
    return b"\x01\x01\x05\x00" + b"\x05" + b"\x01" + encode_bytes(b"a") + encode_bytes(text) + b"\0"


def giant_client(client: int) -> bytes:
    """A letter written by a client with this id."""
    return b"\x01\x01" + encode_varuint(client) + b"\x00\x04\x01\x01a\x01b\x00"


def of_client_5(struct: bytes) -> bytes:
    """An update of one struct, the first of client 5."""
    return b"\x01\x01\x05\x00" + struct + b"\x00"


# Native code refuses them, though their form is right.
UNREADABLE = {
    "a number beyond all": bad_json(b"1e999"),
    "half of a pair": bad_json(b'"\\ud800"'),
}

HOSTILE = {
    "empty": b"",
    "poison": POISON,
    "segfault": SEGFAULT_SECOND,
    "endless integer": ENDLESS,
    "array 26,000 deep": nested(26_000),
    "array 10,000 deep": nested(10_000),
    "object 100 deep": nested(100, tag=118),
    "JSON 100 deep": nested_json(100),
    "JSON of a single bracket": bad_json(b"["),
    "NaN": bad_json(b"NaN"),
    "not UTF-8": b"\x01\x01\x05\x00\x04\x01\x01a\x02\xff\xfe\x00",
    "client of 60 bits": giant_client(1 << 60),
    "unknown content": b"\x01\x01\x05\x00\x0b\x01\x01a\x00",
    "cut short": b"\x01\x01\x05\x00\x04\x01\x01a\x05ab",
    "bytes behind": giant_client(5) + b"\x00",
    # Yjs waits for the other half of a circle, or throws; late joiners saw an empty document.
    "right origin in its own future": bytes.fromhex("0101ffffffff0f0044ffffffff0f0902686900"),
    "its own parent": of_client_5(b"\x04\x00\x05\x00\x01a"),
    # pycrdt counts in 32 bits, and keeps one of two blocks.
    "a clock of 32 bits": of_client_5(b"\x00" + encode_varuint(1 << 32)),
    "a client that comes twice": b"\x02" + 2 * b"\x01\x05\x00\x04\x01\x01a\x01b" + b"\x00",
    # pycrdt forgot deletions of others when it merged them with such.
    "deletions out of order": b"\x00\x01\x05\x02" + b"\x06\x02" + b"\x01\x02",
    # Yjs deleted others when it had to wait for these.
    "deletions that overlap": b"\x00\x01\x05\x02" + b"\x01\x05" + b"\x02\x02",
    "deletions that come twice": b"\x00\x02" + b"\x05\x01\x00\x01" + b"\x05\x01\x05\x01",
    "a list of JSON": of_client_5(b"\x02\x01\x01a\x01\x04null"),
    # Native code reads a struct in the hook's name, and writes the same bytes again.
    "an XML hook": of_client_5(b"\x07\x01\x01a\x05\x00"),
    # Every client threw as soon as it wrote the value down again.
    "an object made of bytes": of_client_5(b"\x08\x01\x01a\x01\x76\x01\x09__proto__\x74\x01x"),
    "an embed of nothing": bad_json(b"undefined"),
    "a million deletions": b"\x00\x01\x05" + encode_varuint(1_000_000),
    "a million structs": b"\x01" + encode_varuint(1_000_000) + b"\x05\x00",
}
