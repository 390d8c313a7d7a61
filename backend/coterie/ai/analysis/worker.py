"""One thread that does one thing after the other, and that no exit of the process waits for."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class Worker:
    """What a `ThreadPoolExecutor` of one is, save that Python's end does not join its thread."""

    def __init__(self, name: str) -> None:
        self._name = name
        # Whoever submits bounds it.
        self._todo: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, what: Callable[[], T]) -> "Future[T]":
        """May be called in any thread."""
        future: Future[T] = Future()
        self._todo.put((future, what))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
        return future

    def _run(self) -> None:
        while True:
            future, what = self._todo.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(what())
            except BaseException as error:  # noqa: BLE001  # whoever waits for it gets it
                future.set_exception(error)
