"""The console script ``kingpin``: puts the groups of commands together and reports errors."""

from __future__ import annotations

import logging
import os
import signal
import sys
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Annotated, Final, NoReturn

import typer

from kingpin_sdk.cli import (
    _audit,
    _decider,
    _dependency,
    _monitor,
    _names,
    _serverset,
    _settings,
    _status,
)
from kingpin_sdk.cli._errors import FAILED, INTERRUPTED, USAGE, exit_code
from kingpin_sdk.cli._options import Globals
from kingpin_sdk.cli._output import note, say
from kingpin_sdk.cli.config import _app as config
from kingpin_sdk.cli.console import command as console
from kingpin_sdk.cli.demo import command as demo
from kingpin_sdk.errors import KingpinError, RequestError, one_line
from kingpin_sdk.streams import open_missing_streams

__all__ = ["app", "main"]

_DEBUG: Final = "--debug"

app: Final = typer.Typer(
    help="Configs, deciders, serversets and dependencies that reach every box.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(config.app)
app.add_typer(_decider.app)
app.add_typer(_serverset.app)
app.add_typer(_dependency.app)
app.add_typer(console.app)
app.add_typer(_audit.app)
app.add_typer(_names.app)
app.add_typer(_status.app)
app.add_typer(_monitor.app)
app.add_typer(_settings.app)
app.add_typer(demo.app)


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"kingpin-sdk {version('kingpin-sdk')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    settings: Annotated[
        Path | None, typer.Option("--settings", metavar="FILE", help="TOML settings file.")
    ] = None,
    coordination: Annotated[
        str | None, typer.Option("--coordination", metavar="URL", help="Overrides the setting.")
    ] = None,
    blobs: Annotated[
        str | None, typer.Option("--blobs", metavar="URL", help="Overrides the setting.")
    ] = None,
    config_dir: Annotated[
        Path | None, typer.Option("--config-dir", metavar="DIR", help="Overrides the setting.")
    ] = None,
    serverset_dir: Annotated[
        Path | None, typer.Option("--serverset-dir", metavar="DIR", help="Overrides the setting.")
    ] = None,
    debug: Annotated[
        bool, typer.Option(_DEBUG, help="Show tracebacks and logs; may stand anywhere.")
    ] = False,
    show_version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Options before the command's name."""
    del debug, show_version  # main() took the one, a call-back the other
    overrides: dict[str, object] = {
        "coordination": coordination,
        "blobs": blobs,
        "config_dir": config_dir,
        "serverset_dir": serverset_dir,
    }
    context.obj = Globals(settings_file=settings, overrides=overrides)
    if context.invoked_subcommand is None:
        say(context.get_help())


def main() -> int:
    """Run the command line of this process; its exit code."""
    open_missing_streams()
    args, debugging = _take_debug(sys.argv[1:])
    _configure_logging(debugging=debugging)
    # A lone surrogate in a value must not end the output.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # As Ctrl-C does: a command that waits for a lock takes its place in the queue back.
    signal.signal(signal.SIGTERM, _terminate)
    try:
        _check_text(args)
        code = _run(args)
        # Here, where a full disk can still be told in one line.
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except Exception as error:  # the outermost loop of a command
        if debugging:
            raise
        return _report(error)
    if code == INTERRUPTED:
        note("interrupted")
    return code


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    raise SystemExit(128 + number)


def _run(args: list[str]) -> int:
    outcome: object = app(args=args, prog_name="kingpin", standalone_mode=False)
    return outcome if isinstance(outcome, int) else 0


def _take_debug(args: list[str]) -> tuple[list[str], bool]:
    """The arguments without ``--debug``, which may stand anywhere before a ``--``."""
    end = args.index("--") if "--" in args else len(args)
    kept = [arg for arg in args[:end] if arg != _DEBUG]
    return kept + args[end:], len(kept) < end


def _check_text(args: list[str]) -> None:
    """Refuse words that no store, URL or terminal could take.

    Raises:
        RequestError: one is not UTF-8 text.
    """
    for arg in args:
        try:
            arg.encode()
        except UnicodeEncodeError as error:
            raise RequestError(f"{arg!r} is not UTF-8 text") from error


def _configure_logging(*, debugging: bool) -> None:
    if debugging:
        logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(name)s %(message)s")
    else:
        # Errors are told in one line; what libraries log on the way is for --debug.
        logging.getLogger().addHandler(logging.NullHandler())


def _drop_output() -> None:
    """Let what is still to be written go nowhere: the interpreter tries once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _report(error: Exception) -> int:
    if isinstance(error, KingpinError):
        note(one_line(str(error)))
        return exit_code(error)
    if isinstance(error, typer.TyperException):
        # What pydantic, which reads parameters for typer, puts before a text that is not its own.
        error.message = error.message.removeprefix("Value error, ")
        note(one_line(error.format_message().removeprefix("Invalid value: ")))
        return USAGE
    if isinstance(error, OSError):
        if error.filename is None:
            _drop_output()
        if isinstance(error, BrokenPipeError):
            return FAILED  # whoever read, as `head` does, has had enough
        note(one_line(f"{error.filename or 'standard output'}: {error.strerror or error}"))
        return FAILED
    note(one_line(f"unexpected {type(error).__name__}: {error} (--debug shows where)"))
    return FAILED
