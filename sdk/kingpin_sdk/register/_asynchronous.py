"""The twin of ``registered`` for services on asyncio."""

from __future__ import annotations

import asyncio
import inspect
import threading
from typing import TYPE_CHECKING, final

from kingpin_sdk.register._registered import RegisterOptions, Registration, registered

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Unpack

    from kingpin_sdk.announce import AnnounceStatus

__all__ = ["AsyncRegistration", "registered_async"]


@final
class AsyncRegistration:
    """A service of this process that is announced while its ``async with`` block runs.

    The loop is never blocked: name resolution, leaving and draining wait on threads.
    """

    def __init__(self, make: Callable[[asyncio.AbstractEventLoop], Registration]) -> None:
        self._make = make
        self._lock = threading.Lock()  # guards the two below
        self._registration: Registration | None = None
        self._abandoned = False

    @property
    def status(self) -> AnnounceStatus:
        """How it stands now; only within the block."""
        return self._running().status

    async def wait_announced(self, timeout: float) -> bool:  # noqa: ASYNC109 - the twin's own
        """Wait until it is in the serverset; False if it is not after so many seconds."""
        return await asyncio.to_thread(self._running().wait_announced, timeout)

    async def __aenter__(self) -> AsyncRegistration:
        try:
            await asyncio.to_thread(self._open, asyncio.get_running_loop())
        except asyncio.CancelledError:
            # The thread goes on; whichever of us comes second undoes it.
            self._abandon()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        # Cancelling this does not keep the thread from leaving.
        await asyncio.to_thread(self._running().close)

    def _running(self) -> Registration:
        with self._lock:
            if self._registration is None:
                raise RuntimeError("registered_async() is announced within 'async with' only")
            return self._registration

    def _open(self, loop: asyncio.AbstractEventLoop) -> None:
        made = self._make(loop)
        with self._lock:
            self._registration = made
            abandoned = self._abandoned
        if abandoned:
            made.close()

    def _abandon(self) -> None:
        with self._lock:
            self._abandoned = True
            made = self._registration
        if made is not None:
            threading.Thread(target=made.close, name="kingpin-register-close").start()


def registered_async(
    service: str,
    env: str,
    *,
    port: int,
    check: str | Callable[[], object] | Callable[[], Awaitable[object]] | None = None,
    **options: Unpack[RegisterOptions],
) -> AsyncRegistration:
    """Announce this process's service until the ``async with`` block ends.

    ::

        async with registered_async("test_service", "prod", port=8081, check=is_well):
            await server.serve_forever()

    Args:
        service: see ``registered``.
        env: see there.
        port: see there.
        check: see there; a coroutine function is run on the loop, so that a loop that hangs fails
            the check. Any other function runs on a thread.
        options: see RegisterOptions.
    """

    def make(loop: asyncio.AbstractEventLoop) -> Registration:
        bound = check if check is None or isinstance(check, str) else _on_loop(check, loop)
        return registered(service, env, port=port, check=bound, **options)

    return AsyncRegistration(make)


def _on_loop(check: Callable[[], object], loop: asyncio.AbstractEventLoop) -> Callable[[], object]:
    if not inspect.iscoroutinefunction(check):
        return check

    async def awaited() -> object:
        answer: object = await check()
        return answer

    def run() -> object:
        return asyncio.run_coroutine_threadsafe(awaited(), loop).result()

    return run
