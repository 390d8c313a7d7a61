"""Which engine answers for AI, where it is, and how much may be asked of it."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured

from coterie.config.env import Environment

DEFAULT_GEMINI_MODEL = "gemini-3.5-flash"
# Somebody who types without pause, with a suggestion for each pause that there still is.
DEFAULT_PER_PERSON_MINUTE = 60
# A team at work for a day; a room whose link got into the wrong hands costs no more than this.
DEFAULT_PER_ROOM_DAY = 2_000
# What a night of abuse in many rooms may cost at most.
DEFAULT_PER_DAY = 20_000
MOST_PER_PERSON_MINUTE = 10_000
MOST_PER_DAY = 100_000_000


class AiEngine(StrEnum):
    """What `COTERIE_AI_ENGINE` may say."""

    AUTO = "auto"
    LOCAL = "local"
    GEMINI = "gemini"
    OPENAI_COMPATIBLE = "openai_compatible"
    OFF = "off"


class Fim(StrEnum):
    """How a server that speaks like OpenAI's is asked to fill in the middle."""

    CHAT = "chat"
    SUFFIX = "suffix"
    OLLAMA = "ollama"
    INFILL = "infill"
    TOKENS = "tokens"


class Failover(StrEnum):
    """Who answers in the place of a remote engine that fails."""

    NONE = "none"
    LOCAL = "local"


LOCAL_LABEL = "Offline engine"


@dataclass(frozen=True, kw_only=True)
class AiSettings:
    # Never AUTO: that is decided when settings are read.
    engine: AiEngine = AiEngine.LOCAL
    model: str = ""
    # Empty: the provider's own.
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    fim: Fim = Fim.CHAT
    # Whether the base URL may be of a private network.
    allow_private_url: bool = False
    failover: Failover = Failover.NONE
    per_person_minute: int = DEFAULT_PER_PERSON_MINUTE
    per_room_day: int = DEFAULT_PER_ROOM_DAY
    per_day: int = DEFAULT_PER_DAY

    @property
    def is_off(self) -> bool:
        return self.engine is AiEngine.OFF

    @property
    def is_remote(self) -> bool:
        """Text of rooms leaves this machine."""
        return self.engine in (AiEngine.GEMINI, AiEngine.OPENAI_COMPATIBLE)

    @property
    def label(self) -> str:
        """As people read it; the local engine is never called AI."""
        match self.engine:
            case AiEngine.GEMINI:
                return f"Gemini ({self.model})"
            case AiEngine.OPENAI_COMPATIBLE:
                return self.model
            case AiEngine.OFF:
                return ""
        return LOCAL_LABEL


def ai_settings(env: Environment) -> AiSettings:
    """Raises ImproperlyConfigured, by the name of the variable that is wrong or missing."""
    gemini_key = env.header_text("GEMINI_API_KEY")
    base_url = env.http_url("COTERIE_AI_BASE_URL")
    chosen = env.choice("COTERIE_AI_ENGINE", AiEngine.AUTO)
    engine = _engine(chosen, gemini_key, base_url)
    is_gemini = engine is AiEngine.GEMINI
    if chosen is AiEngine.AUTO and is_gemini:
        base_url = ""  # another server's: nobody said that Gemini is behind it
    read = AiSettings(
        engine=engine,
        model=env.header_text("COTERIE_AI_MODEL") or (DEFAULT_GEMINI_MODEL if is_gemini else ""),
        base_url=base_url,
        api_key=gemini_key if is_gemini else env.header_text("COTERIE_AI_API_KEY"),
        fim=env.choice("COTERIE_AI_FIM", Fim.CHAT),
        allow_private_url=env.flag("COTERIE_AI_ALLOW_PRIVATE_URL"),
        failover=env.choice("COTERIE_AI_FAILOVER", Failover.NONE),
        per_person_minute=env.whole(
            "COTERIE_AI_PER_PERSON_MINUTE",
            DEFAULT_PER_PERSON_MINUTE,
            least=1,
            most=MOST_PER_PERSON_MINUTE,
        ),
        per_room_day=env.whole(
            "COTERIE_AI_PER_ROOM_DAY", DEFAULT_PER_ROOM_DAY, least=1, most=MOST_PER_DAY
        ),
        per_day=env.whole("COTERIE_AI_PER_DAY", DEFAULT_PER_DAY, least=1, most=MOST_PER_DAY),
    )
    _refuse_if_incomplete(read)
    return read


def _engine(chosen: AiEngine, gemini_key: str, base_url: str) -> AiEngine:
    if chosen is not AiEngine.AUTO:
        return chosen
    if gemini_key:
        return AiEngine.GEMINI
    return AiEngine.OPENAI_COMPATIBLE if base_url else AiEngine.LOCAL


def _refuse_if_incomplete(read: AiSettings) -> None:
    if read.engine is AiEngine.GEMINI and not read.api_key:
        raise ImproperlyConfigured("GEMINI_API_KEY: COTERIE_AI_ENGINE=gemini needs it")
    if read.engine is not AiEngine.OPENAI_COMPATIBLE:
        return
    if not read.base_url:
        raise ImproperlyConfigured(
            "COTERIE_AI_BASE_URL: COTERIE_AI_ENGINE=openai_compatible needs it"
        )
    if not read.model:
        raise ImproperlyConfigured("COTERIE_AI_MODEL: COTERIE_AI_BASE_URL needs it")
