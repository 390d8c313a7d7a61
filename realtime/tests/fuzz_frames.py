"""Messages that no client should send, made at random from a seed."""

import json
from collections.abc import Callable, Sequence
from random import Random

from fuzz_updates import CLIENTS, HUGE, NUMBERS, UpdateMaker

from coterie_realtime.protocol import (
    MessageType,
    SyncType,
    awareness_message,
    decode_varuint,
    encode_bytes,
    encode_varuint,
    sync_message,
)

STATES = (
    b"null",
    b"{}",
    b'{"user":{"id":"x","name":"X"}}',
    b'{"user":null,"call":{"peer":"0123456789abcdef","audio":1}}',
    b'{"call":{"peer":[],"seat":-1}}',
    b'{"__proto__":{"a":1},"user":[1,2]}',
    b"[]",
    b"1e999",
    b"NaN",
    b'"\\ud800"',
    b"{" * 100,
    b"[" * 63 + b"]" * 63,
    b"\xff\xfe",
    b"",
    b'{"a":"' + b"x" * 70_000 + b'"}',
    b'{"a":"' + b"x" * 60_000 + b'"}',
)
JSONS = (
    "{}",
    "[]",
    "null",
    '{"to":"x"}',
    '{"to":1}',
    '{"to":"0123456789abcdef","kind":"offer","sdp":"v=0"}',
    '{"text":"hello","nonce":"0123456789abcdef"}',
    '{"text":""}',
    '{"text":"\\ud800 half"}',
    '{"text":1,"nonce":[]}',
    '{"text":"' + "😀" * 3_000 + '"}',
    '{"text":"' + "x" * 70_000 + '"}',
    "{" * 200,
    '{"a":' * 100 + "1" + "}" * 100,
)


class FrameMaker:
    """Makes message after message; the same ones from the same seed."""

    def __init__(self, random: Random, recorded: Sequence[bytes]) -> None:
        """`recorded` are what real clients sent."""
        self._random = random
        self._recorded = recorded
        self._updates = UpdateMaker(random)
        self._kinds: dict[str, Callable[[], bytes]] = {
            "random": self._random_bytes,
            "truncated": self._truncated,
            "mutated": self._mutated,
            "mutated update": self._mutated_update,
            "hostile update": self._hostile_update,
            "varint": self._varint,
            "awareness": self._awareness,
            "state vector": self._state_vector,
            "control": self._control,
        }
        # What is read deepest, most often.
        self._weights = (1, 1, 2, 3, 5, 1, 2, 1, 2)

    def make(self) -> tuple[str, bytes]:
        """A kind and a message of it."""
        (kind,) = self._random.choices(tuple(self._kinds), self._weights)
        return kind, self._kinds[kind]()

    def _random_bytes(self) -> bytes:
        random = self._random
        kind = random.choice((0, 0, 1, 2, 3, 4, random.randrange(256)))
        return bytes((kind,)) + random.randbytes(random.choice((0, 1, 3, 20, 200, 5_000)))

    def _truncated(self) -> bytes:
        whole = self._random.choice(self._recorded)
        return whole[: self._random.randrange(len(whole))]

    def _mutated(self) -> bytes:
        return self._damage(self._random.choice(self._recorded))

    def _mutated_update(self) -> bytes:
        """Damaged inside; the frame around it is right."""
        return self._sync(self._damage(self._recorded_update()))

    def _hostile_update(self) -> bytes:
        update = self._updates.make()
        return self._sync(self._damage(update) if self._random.random() < 0.1 else update)

    def _varint(self) -> bytes:
        """An integer somewhere in a real message becomes another, of up to ten bytes."""
        random = self._random
        whole = random.choice((random.choice(self._recorded), self._sync(self._recorded_update())))
        at = random.randrange(len(whole))
        end = at
        while end < len(whole) - 1 and whole[end] & 0x80:
            end += 1
        return whole[:at] + encode_varuint(random.choice(HUGE)) + whole[end + 1 :]

    def _awareness(self) -> bytes:
        random = self._random
        count = random.choice((0, 1, 1, 2, 20, 1_025))
        entries = bytearray()
        for _ in range(count):
            entries += encode_varuint(random.choice((*CLIENTS, *HUGE)))
            entries += encode_varuint(random.choice(HUGE))
            entries += encode_bytes(random.choice(STATES if count < 20 else STATES[:6]))
        said = count if random.random() < 0.9 else random.choice(HUGE)
        return awareness_message(encode_varuint(said) + bytes(entries))

    def _state_vector(self) -> bytes:
        random = self._random
        count = random.choice((0, 1, 3, 2_000))
        entries = bytearray()
        for number in range(count):
            client = random.choice(CLIENTS) if count < 4 else number
            entries += encode_varuint(client) + encode_varuint(random.choice(NUMBERS))
        said = count if random.random() < 0.8 else random.choice(HUGE)
        return sync_message(SyncType.STEP1, encode_varuint(said) + bytes(entries))

    def _control(self) -> bytes:
        """Types that only some may send, and those that nobody may."""
        random = self._random
        kinds = (*range(2, 11), *range(100, 128), MessageType.SIGNAL, MessageType.CHAT)
        body = random.choice(JSONS).encode()
        if random.random() < 0.3:
            body = self._damage(body or b"{}")
        framed = encode_bytes(body) if random.random() < 0.9 else body
        return encode_varuint(random.choice(kinds)) + framed

    def _recorded_update(self) -> bytes:
        """The update in one of the sync messages."""
        while True:
            message = self._random.choice(self._recorded)
            if message[0] == MessageType.SYNC and message[1] != SyncType.STEP1:
                _, at = decode_varuint(message, 2)
                return message[at:]

    def _sync(self, update: bytes) -> bytes:
        return sync_message(self._random.choice((SyncType.STEP2, SyncType.UPDATE)), update)

    def _damage(self, whole: bytes) -> bytes:
        """A few bytes changed, left out, doubled or moved."""
        random = self._random
        data = bytearray(whole)
        for _ in range(random.choice((1, 1, 2, 5, 20))):
            at = random.randrange(len(data) + 1)
            end = min(len(data), at + random.choice((1, 1, 2, 8)))
            kind = random.randrange(5)
            if kind == 0:
                data[at:end] = random.randbytes(end - at)
            elif kind == 1:
                del data[at:end]
            elif kind == 2:
                data[at:at] = data[at:end] * random.randint(1, 3)
            elif kind == 3 and at < len(data):
                data[at] ^= 1 << random.randrange(8)
            else:
                data[at:end] = encode_varuint(random.choice(HUGE))
        return bytes(data)


def signals_and_chat(random: Random, to: str) -> bytes:
    """A signal to a connection, or a word in the chat; most are in order, some are not."""
    if random.random() < 0.5:
        wish = {"to": random.choice((to, "nobody", 5)), "kind": "offer", "sdp": "x" * 100}
        kind = MessageType.SIGNAL
    else:
        wish = {"text": random.choice(("hello", "", 5, "x" * 4_001)), "nonce": "n" * 16}
        kind = MessageType.CHAT
    body = json.dumps(wish).encode()
    if random.random() < 0.2:
        body = body[: random.randrange(len(body))]
    return bytes((kind,)) + encode_bytes(body)
