"""What a foreign peer sends, a tone and a picture that moves, and what it counts of what comes."""

import asyncio
import math
from array import array
from dataclasses import dataclass
from fractions import Fraction

from aiortc import MediaStreamTrack
from av import AudioFrame, VideoFrame

AUDIO_RATE = 48_000  # Hz: what Opus runs at, so nothing is resampled
AUDIO_STEP = AUDIO_RATE // 50  # samples a frame: the 20 ms of an RTP packet
TONE_HZ = 440  # a whole number: a second of it repeats without a click
TONE_PEAK = 8_000  # of 32,767

VIDEO_RATE = 90_000  # Hz: the clock of video in RTP
VIDEO_STEP = VIDEO_RATE // 15  # pictures a second: motion, for little work
WIDTH, HEIGHT = 160, 120  # pixels: a software encoder for each peer must keep up
BAR_ROWS, BAR_SPEED = 30, 4  # rows, rows a picture
DARK, BRIGHT, GREY = 40, 220, 128  # levels of luma and chroma

# Bytes of a picture looked at to tell whether it moves: one in so many, a prime so that they are
# not all in one column.
LOOK_STEP = 97
MOVED = 1.0  # mean difference, of 255: more than what an encoder changes in a still picture

_TONE = array(
    "h",
    (
        round(TONE_PEAK * math.sin(2 * math.pi * TONE_HZ * n / AUDIO_RATE))
        for n in range(AUDIO_RATE)
    ),
)


class Pace:
    """Frames at even times, and none while it is stopped."""

    def __init__(self, rate: int, step: int) -> None:
        """`step` in units of a clock that runs at `rate` Hz."""
        self.running = asyncio.Event()
        self.running.set()
        self.base = Fraction(1, rate)
        self._rate, self._step, self._at = rate, step, 0
        self._loop = asyncio.get_running_loop()
        self._start = self._loop.time()

    async def next(self) -> int:
        """The time of the next frame, when it has come."""
        await self.running.wait()
        self._at += self._step
        early = self._start + self._at / self._rate - self._loop.time()
        if early > 0:
            await asyncio.sleep(early)
        else:  # after a stop, or on a busy machine: what is past is left out, not sent in a burst
            self._at += int(-early * self._rate) // self._step * self._step
        return self._at


class Tone(MediaStreamTrack):
    """A sine, without end."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.pace = Pace(AUDIO_RATE, AUDIO_STEP)

    async def recv(self) -> AudioFrame:
        at = await self.pace.next()
        frame = AudioFrame(format="s16", layout="mono", samples=AUDIO_STEP)
        start = at % AUDIO_RATE
        sound = _TONE[start : start + AUDIO_STEP].tobytes()
        frame.planes[0].update(sound.ljust(frame.planes[0].buffer_size, b"\0"))
        frame.pts, frame.sample_rate, frame.time_base = at, AUDIO_RATE, self.pace.base
        return frame


class Bar(MediaStreamTrack):
    """A bright bar that moves down a dark picture, again and again."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self.pace = Pace(VIDEO_RATE, VIDEO_STEP)
        self._row = 0

    async def recv(self) -> VideoFrame:
        at = await self.pace.next()
        frame = VideoFrame(WIDTH, HEIGHT, "yuv420p")
        luma, *chroma = frame.planes
        self._row = (self._row + BAR_SPEED) % (HEIGHT - BAR_ROWS)
        above, bar = self._row * luma.line_size, BAR_ROWS * luma.line_size
        rest = luma.buffer_size - above - bar
        luma.update(bytes([DARK]) * above + bytes([BRIGHT]) * bar + bytes([DARK]) * rest)
        for plane in chroma:
            plane.update(bytes([GREY]) * plane.buffer_size)
        frame.pts, frame.time_base = at, self.pace.base
        return frame


@dataclass
class Received:
    """What has come in of one track, after decoding."""

    frames: int = 0
    """Pictures."""
    moves: int = 0
    """Pictures that differed from the one before."""
    seconds: float = 0.0
    """Of sound."""
    energy: float = 0.0
    """Of that sound: the mean square, 1 at full scale, times the seconds."""
    _last: bytes = b""

    def count(self, frame: object) -> None:
        if isinstance(frame, VideoFrame):
            self._look(frame)
        elif isinstance(frame, AudioFrame):
            self._listen(frame)
        else:
            raise TypeError(f"no frame: {frame!r}")

    def _look(self, frame: VideoFrame) -> None:
        seen, before = bytes(frame.planes[0])[::LOOK_STEP], self._last
        self.frames, self._last = self.frames + 1, seen
        if before and len(before) == len(seen):
            change = sum(abs(one - other) for one, other in zip(before, seen, strict=True))
            self.moves += change / len(seen) > MOVED

    def _listen(self, frame: AudioFrame) -> None:
        assert frame.format.name == "s16", frame.format.name
        count = frame.samples * len(frame.layout.channels)
        sound = array("h", bytes(frame.planes[0])[: 2 * count])
        seconds = frame.samples / frame.sample_rate
        self.seconds += seconds
        self.energy += seconds * sum(value * value for value in sound) / count / 32_768**2
