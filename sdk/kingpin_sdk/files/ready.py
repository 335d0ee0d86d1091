"""Waiting for a first file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed

from kingpin_sdk.errors import NotAvailableError
from kingpin_sdk.model import ViewState

if TYPE_CHECKING:
    from tenacity import RetryCallState

    from kingpin_sdk.model import ViewStatus

__all__ = ["wait_until_ready"]

_STEP = 0.01
_LOADED = (ViewState.READY, ViewState.STALE)


class _HasStatus(Protocol):
    @property
    def name(self) -> object: ...
    @property
    def status(self) -> ViewStatus: ...


def wait_until_ready(view: _HasStatus, timeout: float) -> None:
    """Look until a value was loaded from the file.

    Raises:
        NotAvailableError: none was within the timeout (seconds).
    """

    def give_up(state: RetryCallState) -> None:
        status: ViewStatus | None = state.outcome.result() if state.outcome else None
        error = status.last_error if status else None
        said = f": {error}" if error else ""
        msg = f"{view.name} was not ready within {timeout:g} s{said}"
        raise NotAvailableError(msg) from error

    Retrying(
        retry=retry_if_result(_not_loaded),
        stop=stop_after_delay(timeout),
        wait=wait_fixed(_STEP),
        retry_error_callback=give_up,
    )(lambda: view.status)


def _not_loaded(status: ViewStatus) -> bool:
    return status.state not in _LOADED
