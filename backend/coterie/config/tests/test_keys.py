"""Keys are made once, whoever starts first, and only their owner reads them."""

import stat
import threading
from pathlib import Path

from coterie.config.keys import KeyFolder, public_pem


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_makes_files_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "keys"
    keys = KeyFolder(folder)
    assert not folder.exists()
    assert len({keys.django_secret, keys.service, keys.room_token}) == 3
    assert mode(folder) == 0o700
    names = {"django-secret", "service", "room-token.pem", "room-token.pub.pem"}
    assert {file.name for file in folder.iterdir()} == names
    assert {mode(file) for file in folder.iterdir()} == {0o600}


def test_reads_them_again_at_the_next_start(tmp_path: Path) -> None:
    first, second = KeyFolder(tmp_path), KeyFolder(tmp_path)
    assert first.django_secret == second.django_secret
    assert first.service == second.service
    assert first.room_token == second.room_token


def test_the_public_half_follows_the_private(tmp_path: Path) -> None:
    private = KeyFolder(tmp_path).room_token
    public = tmp_path / "room-token.pub.pem"
    assert public.read_text() == public_pem(private)
    public.write_text("another")
    assert KeyFolder(tmp_path).room_token == private
    assert public.read_text() == public_pem(private)


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    start = threading.Barrier(12)
    found: list[tuple[str, str]] = []

    def read() -> None:
        start.wait()
        keys = KeyFolder(tmp_path)
        found.append((keys.service, keys.room_token))

    threads = [threading.Thread(target=read) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 12
    assert len(set(found)) == 1
    assert not list(tmp_path.glob(".*"))
