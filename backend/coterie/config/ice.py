"""Where browsers find STUN and TURN servers for calls, and the secret that coturn shares.

None are set unless the operator names some: no request leaves for another host by itself.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured

from coterie.config.env import Environment

# coturn's `static-auth-secret`; HMAC-SHA1 of a secret that can be guessed can be tried offline.
MIN_TURN_SECRET_CHARACTERS = 16
# A long call refreshes its allocation with the credential it began with.
DEFAULT_TURN_SECONDS = 8 * 60 * 60
# Enough to set a call up; and no credential outlives a day, as none can be called back.
MIN_TURN_SECONDS = 5 * 60
MAX_TURN_SECONDS = 24 * 60 * 60


class IceTransport(StrEnum):
    """`RTCConfiguration.iceTransportPolicy`."""

    ALL = "all"
    # Through TURN alone: people in a call do not learn each other's addresses.
    RELAY = "relay"


@dataclass(frozen=True, kw_only=True)
class IceSettings:
    stun_urls: tuple[str, ...] = ()
    turn_urls: tuple[str, ...] = ()
    # Empty exactly when there are no TURN urls.
    turn_secret: str = field(default="", repr=False)
    turn_seconds: int = DEFAULT_TURN_SECONDS
    transport: IceTransport = IceTransport.ALL


def ice_settings(env: Environment) -> IceSettings:
    """Raises ImproperlyConfigured, by the name of the variable that is wrong or missing."""
    read = IceSettings(
        stun_urls=env.ice_urls("COTERIE_STUN_URLS", "stun"),
        turn_urls=env.ice_urls("COTERIE_TURN_URLS", "turn"),
        turn_secret=env.secret("COTERIE_TURN_SECRET", least=MIN_TURN_SECRET_CHARACTERS) or "",
        turn_seconds=env.whole(
            "COTERIE_TURN_SECONDS",
            DEFAULT_TURN_SECONDS,
            least=MIN_TURN_SECONDS,
            most=MAX_TURN_SECONDS,
        ),
        transport=env.choice("COTERIE_ICE_TRANSPORT", IceTransport.ALL),
    )
    if read.turn_urls and not read.turn_secret:
        raise ImproperlyConfigured("COTERIE_TURN_SECRET: COTERIE_TURN_URLS needs it")
    if read.turn_secret and not read.turn_urls:
        raise ImproperlyConfigured("COTERIE_TURN_URLS: COTERIE_TURN_SECRET is of no use without it")
    if read.transport is IceTransport.RELAY and not read.turn_urls:
        raise ImproperlyConfigured("COTERIE_ICE_TRANSPORT: relay needs COTERIE_TURN_URLS")
    return read
