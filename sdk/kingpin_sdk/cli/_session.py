"""What a command works with: settings, stores, catalog and publisher, opened for its duration."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import attrs

from kingpin_sdk.admin import Admin, Signing
from kingpin_sdk.catalog import Catalog
from kingpin_sdk.cli._options import globals_of
from kingpin_sdk.cli._output import note
from kingpin_sdk.errors import BackendError
from kingpin_sdk.publishing import PublishEngine, Publisher
from kingpin_sdk.settings import Settings, load_settings
from kingpin_sdk.wiring import open_blobs, open_coordination

if TYPE_CHECKING:
    from collections.abc import Generator

    import typer

    from kingpin_sdk.ports import Coordination

__all__ = ["Session", "open_session", "reading", "settings_of", "writing"]


@attrs.frozen(kw_only=True)
class Session:
    """Open stores and what stands on them."""

    settings: Settings
    engine: PublishEngine
    catalog: Catalog
    publisher: Publisher
    admin: Admin


def settings_of(context: typer.Context) -> Settings:
    """The settings that flags, environment and files make together.

    Raises:
        SettingsError: one of them cannot be used.
    """
    said = globals_of(context)
    return load_settings(said.overrides, interactive=True, settings_file=said.settings_file)


@contextmanager
def open_session(settings: Settings) -> Generator[Session]:
    """Open the stores; they are closed at the end of the block.

    Raises:
        SettingsError: a setting of a store cannot be used.
        UnavailableError: the coordination service does not answer.
    """
    with ExitStack() as opened:
        coordination = open_coordination(settings)
        opened.callback(coordination.close)
        blobs = open_blobs(settings)
        opened.callback(blobs.close)
        engine = PublishEngine(coordination, blobs)
        _knock(coordination)
        signing = Signing(settings.author, settings.require_comment)
        yield Session(
            settings=settings,
            engine=engine,
            catalog=Catalog(coordination, engine),
            publisher=Publisher(engine, author=settings.author, close=opened.close),
            admin=Admin(coordination, blobs, engine, signing=signing),
        )


@contextmanager
def reading(context: typer.Context) -> Generator[Session]:
    """A session for a command that changes nothing."""
    with open_session(settings_of(context)) as session:
        yield session


@contextmanager
def writing(context: typer.Context) -> Generator[Session]:
    """A session for a command that changes something; says which store if nobody chose one."""
    settings = settings_of(context)
    if settings.implicit_store:
        note(f"no store is set: using the embedded one, {settings.coordination}")
    with open_session(settings) as session:
        yield session


def _knock(coordination: Coordination) -> None:
    """Fail now if nobody answers, not after the retries that a service in trouble deserves."""
    try:
        coordination.read("/")
    except BackendError as error:
        if error.retryable:
            raise
