"""`coterie`: serve everything, serve Django alone, or run Django's own commands."""

import argparse
import os
import sys
from collections.abc import Sequence

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = "8000"


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command; what is wrong with a setting is said in one line."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coterie.config.settings")
    if arguments[:1] == ["manage"]:
        # The same folder as `serve` and `backend` would use.
        if data_dir := os.environ.get("DATA_DIR"):
            os.environ.setdefault("COTERIE_DATA_DIR", data_dir)
        from django.core.management import execute_from_command_line

        execute_from_command_line(["coterie manage", *arguments[1:]])
        return
    given = _parser().parse_args(arguments)
    os.environ["HOST"] = given.host
    if given.data_dir:
        os.environ["COTERIE_DATA_DIR"] = given.data_dir
    # Only now: settings read the environment when they are imported.
    from django.core.exceptions import ImproperlyConfigured

    from coterie_realtime.errors import RealtimeError

    try:
        given.run(given.host, given.port)
    except (ImproperlyConfigured, RealtimeError) as error:
        sys.exit(f"coterie: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("coterie", description="A room for code.")
    commands = parser.add_subparsers(required=True, metavar="serve|backend|manage")
    for name, run, text in (
        ("serve", _serve, "everything in one process"),
        ("backend", _backend, "Django alone"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--host", default=os.environ.get("HOST") or DEFAULT_HOST)
        command.add_argument("--port", default=os.environ.get("PORT") or DEFAULT_PORT, type=_port)
        command.add_argument("--data-dir", default=os.environ.get("DATA_DIR") or None)
        command.set_defaults(run=run)
    return parser


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= 65_535):
        raise argparse.ArgumentTypeError(f"PORT: {value!r} is not a port from 0 to 65535")
    return int(value)


def _serve(host: str, port: int) -> None:
    from coterie_realtime.addresses import address_of
    from coterie_realtime.listening import listen
    from coterie_realtime.server import run

    sock = listen(host, port)
    import django

    django.setup()
    from coterie import embedded
    from coterie.start import admin_hint, keys_make, migrate
    from coterie.sweep import sweeping

    migrate()
    keys_make()
    hint = admin_hint()
    application, node = embedded.build(sock, os.environ)
    host, port = sock.getsockname()[:2]

    def say_where() -> None:
        print(f"Coterie is at {address_of('http', host, port)}{hint}", flush=True)

    with sweeping():
        run(application, node, sock, edge=embedded.edge(os.environ), on_started=say_where)


def _backend(host: str, port: int) -> None:
    import django
    import uvicorn

    django.setup()
    from coterie.ai.start import ai_start
    from coterie.start import admin_hint, keys_make
    from coterie_realtime.http_protocol import bounded
    from coterie_realtime.listening import files_allow
    from coterie_realtime.metrics import Metrics

    # A provider's wrong address stops the start, and the offline engine is warm by the first call.
    ai_start()
    # A realtime node beside it reads them.
    keys_make()
    if hint := admin_hint():
        print(hint.strip(), flush=True)
    uvicorn.run(
        "coterie.config.asgi:application",
        # uvicorn's own waits for the end of a request for ever.
        http=bounded(Metrics(), files_allow(0).requests),
        host=host,
        port=port,
        log_config=None,
        # A room's address is its key.
        access_log=False,
        server_header=False,
        # Django's to judge: COTERIE_TRUST_PROXY, COTERIE_PROXIES.
        proxy_headers=False,
    )
