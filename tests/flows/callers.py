"""Generated clients of both kinds behind one face, so that one test shows both."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

__all__ = ["CALLERS", "Awaiting", "Blocking", "Caller"]


class Caller(Protocol):
    """A client."""

    def call(self, method: str, *arguments: object, timeout: float | None = None) -> Any:  # noqa: ANN401
        """Call a method."""
        ...

    def call_all(self, method: str, tokens: Sequence[str]) -> list[object]:
        """Call a method for each token, one after the other; answers or failures."""
        ...

    def look(self) -> None:
        """Learn what happened to connections."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


class Blocking:
    """A client of threads.

    Args:
        module: generated.
        endpoints: and options: the client's.
    """

    def __init__(self, module: ModuleType, endpoints: object, **options: object) -> None:
        self.client = module.EchoClient(endpoints, **options)

    def call(self, method: str, *arguments: object, timeout: float | None = None) -> Any:  # noqa: ANN401
        return getattr(self.client.with_options(timeout=timeout), method)(*arguments)

    def call_all(self, method: str, tokens: Sequence[str]) -> list[object]:
        found: list[object] = []
        for token in tokens:
            try:
                found.append(getattr(self.client, method)(token))
            except Exception as error:  # noqa: BLE001 - the caller judges
                found.append(error)
        return found

    def look(self) -> None:
        """There is nothing to do: a probe asks the system."""

    def close(self) -> None:
        self.client.close()


class Awaiting:
    """The same for asyncio, in a loop that is kept."""

    def __init__(self, module: ModuleType, endpoints: object, **options: object) -> None:
        self.client = module.AsyncEchoClient(endpoints, **options)
        self._loop = asyncio.new_event_loop()

    def call(self, method: str, *arguments: object, timeout: float | None = None) -> Any:  # noqa: ANN401
        client = self.client.with_options(timeout=timeout)
        return self._loop.run_until_complete(getattr(client, method)(*arguments))

    def call_all(self, method: str, tokens: Sequence[str]) -> list[object]:
        async def each(token: str) -> object:
            try:
                return await getattr(self.client, method)(token)
            except Exception as error:  # noqa: BLE001 - the caller judges
                return error

        async def main() -> list[object]:
            return [await each(token) for token in tokens]

        return self._loop.run_until_complete(main())

    def look(self) -> None:
        """Let the loop run, which is how it learns."""
        self._loop.run_until_complete(asyncio.sleep(0.01))

    def close(self) -> None:
        self._loop.run_until_complete(self.client.close())
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


CALLERS: dict[str, type[Blocking | Awaiting]] = {"threads": Blocking, "asyncio": Awaiting}
