"""The command line of `coterie-realtime`: every option with the environment's name for it."""

import argparse
from collections.abc import Mapping


def parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    """What is not said on the command line comes from `environment`; values are texts as yet."""
    made = argparse.ArgumentParser("coterie-realtime", description="A Yjs server.")
    add = made.add_argument
    add("--host", default=environment.get("HOST") or "127.0.0.1", help="address (HOST)")
    add("--port", default=environment.get("PORT", "1234"), help="port, 0 for a free one (PORT)")
    add(
        "--uds",
        default=environment.get("COTERIE_UDS") or None,
        metavar="PATH",
        help="a unix socket instead of an address, for a web server before it (COTERIE_UDS)",
    )
    add(
        "--tls-cert",
        default=environment.get("COTERIE_TLS_CERT") or None,
        metavar="FILE",
        help="certificate with its chain, PEM: serves https and wss (COTERIE_TLS_CERT)",
    )
    add(
        "--tls-key",
        default=environment.get("COTERIE_TLS_KEY") or None,
        metavar="FILE",
        help="the key that belongs to it (COTERIE_TLS_KEY)",
    )
    add(
        "--store",
        default=environment.get("COTERIE_STORE") or "memory",
        help="memory or sqlite:///FILE (COTERIE_STORE)",
    )
    add(
        "--durability",
        default=environment.get("COTERIE_DURABILITY"),
        metavar="process|power",
        help="what an acknowledged edit survives: the end of the process, or of the power too"
        " (COTERIE_DURABILITY)",
    )
    add(
        "--django-api",
        default=environment.get("DJANGO_API") or None,
        metavar="URL",
        help="the Django that knows the rooms; without it the node runs alone (DJANGO_API)",
    )
    add(
        "--allow-origin",
        action="append",
        default=_list(environment.get("COTERIE_ORIGINS")),
        metavar="ORIGIN",
        help="pages of this origin may connect too (COTERIE_ORIGINS, by commas)",
    )
    add(
        "--allow-host",
        action="append",
        default=_list(environment.get("COTERIE_HOSTS")),
        metavar="NAME",
        help="a name that the node is reached under: pages of others are refused"
        " (COTERIE_HOSTS, by commas)",
    )
    add(
        "--log",
        default=environment.get("COTERIE_LOG"),
        metavar="lines|json",
        help="how it logs (COTERIE_LOG)",
    )
    add("--open", action="store_true", help="run alone on an address that others reach")
    return made


def _list(value: str | None) -> list[str]:
    return [part.strip() for part in (value or "").split(",") if part.strip()]
