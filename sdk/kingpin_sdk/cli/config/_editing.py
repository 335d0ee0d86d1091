"""A value in the person's editor, again and again until it fits or they give up."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from kingpin_sdk.cli._asking import can_ask
from kingpin_sdk.cli._errors import FAILED
from kingpin_sdk.cli._output import note, show_plan
from kingpin_sdk.errors import ConflictError, KingpinError, RejectedError, RequestError, one_line
from kingpin_sdk.settings import editor_command

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.admin import Admin, Draft, Plan
    from kingpin_sdk.names import ConfigName
    from kingpin_sdk.spec import Shape

__all__ = ["edit_value"]


def edit_value(
    admin: Admin,
    name: ConfigName,
    publish: Callable[[Plan], object],
    *,
    shape: Shape | None,
    yes: bool,
) -> bool:
    """Let somebody edit a value until it fits, they agree to the diff, and it is published.

    Where somebody else was faster they see the diff to that, and are asked again.

    Args:
        admin: the use cases.
        name: of what.
        publish: does it, once it fits and is agreed to.
        shape: what it is, where nothing else tells.
        yes: do not ask whether to go ahead.

    Returns:
        False if they left the text as it was.

    Raises:
        Exit: they gave up; their text is kept in a file.
        Abort, EOFError, KeyboardInterrupt: they left a question; the text is kept, too.
        KingpinError: it cannot be published; the text is kept, too.
    """
    draft = admin.changes.draft(name)
    if draft.is_json:
        # A config that nobody made needs a shape: refused before anybody types.
        shape = admin.changes.shape_of(name, shape)
    text = draft.text
    while (text := _edited(draft, text)) != draft.text:
        try:
            if _went(admin, draft, text, publish, shape=shape, yes=yes):
                return True
        except (KeyboardInterrupt, EOFError, typer.Abort):
            note(f"your text is in {_kept(text)}")
            raise
    return False


def _went(
    admin: Admin,
    draft: Draft,
    text: str,
    publish: Callable[[Plan], object],
    *,
    shape: Shape | None,
    yes: bool,
) -> bool:
    """True if a text was published; False to edit it again."""
    plan = _plan(admin, draft, text, shape)
    while plan is not None and _agreed(draft, plan, text, yes=yes):
        if _published(publish, plan, text):
            return True
        plan = _plan(admin, draft, text, shape)
    return False


def _edited(draft: Draft, text: str) -> str:
    """Open the editor on a text and wait; what it holds afterwards.

    Raises:
        RequestError: there is no such editor, or it failed; what is new in the text is kept.
    """
    command = editor_command()
    path = _new_file(text, "kingpin-", ".json" if draft.is_json else ".txt")
    try:
        try:
            done = subprocess.run([*shlex.split(command), str(path)], check=False)  # noqa: S603 - the user's own editor
        except (OSError, ValueError) as error:
            why = f"editor {command!r} cannot be started ({error}): set EDITOR"
            raise RequestError(f"{why}{_where(draft, text)}") from error
        text = path.read_bytes().decode(errors="surrogateescape")
    finally:
        path.unlink(missing_ok=True)
    if done.returncode != 0:
        why = f"editor {command!r} failed with {done.returncode}: nothing was done"
        raise RequestError(f"{why}{_where(draft, text)}")
    return text


def _plan(admin: Admin, draft: Draft, text: str, shape: Shape | None) -> Plan | None:
    """The change that a text is; None if it does not fit and somebody wants to edit it again."""
    try:
        return admin.changes.plan_text(draft, text, shape=shape)
    except RejectedError as error:
        problems = error.problems
    except RequestError as error:
        problems = {"$": str(error)}
    if not can_ask():
        raise RejectedError(str(draft.name), {**problems, "your text": f"is in {_kept(text)}"})
    for path, why in problems.items():
        note(one_line(f"{path}: {why}"))
    if not typer.confirm("Edit it again?", default=True, err=True):
        _give_up(text)
    return None


def _published(publish: Callable[[Plan], object], plan: Plan, text: str) -> bool:
    """True if it went; False if somebody else was faster, and another look is wanted."""
    try:
        publish(plan)
    except ConflictError as error:
        if not can_ask():
            note(f"your text is in {_kept(text)}")
            raise
        note(one_line(str(error)))
        return False
    except KingpinError:
        note(f"your text is in {_kept(text)}")
        raise
    return True


def _agreed(draft: Draft, plan: Plan, text: str, *, yes: bool) -> bool:
    """True if it may go; False to edit it again."""
    if plan.base != draft.base:
        note(f"{plan.name} moved to {plan.base} meanwhile: this is the difference to that")
    if plan.pointless or yes:
        return True
    if not can_ask():
        raise RequestError(f"nobody can be asked here: say --yes; your text is in {_kept(text)}")
    show_plan(plan)
    sys.stdout.flush()
    answer = str(typer.prompt("Publish it? [y]es, [n]o, [e]dit again", default="y", err=True))
    if answer.lower().startswith("e"):
        return False
    if not answer.lower().startswith("y"):
        _give_up(text)
    return True


def _give_up(text: str) -> NoReturn:
    note(f"nothing was published; your text is in {_kept(text)}")
    raise typer.Exit(FAILED)


def _where(draft: Draft, text: str) -> str:
    """The end of a message: where a text is kept, if there is anything new in it."""
    return "" if text == draft.text else f"; your text is in {_kept(text)}"


def _kept(text: str) -> Path:
    """The file in which a text is kept: nobody's work is thrown away."""
    return _new_file(text, "kingpin-kept-", ".txt")


def _new_file(text: str, prefix: str, suffix: str) -> Path:
    """A file of the user's own, byte for byte: line ends and what is no UTF-8 stay."""
    descriptor, name = tempfile.mkstemp(suffix, prefix)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text.encode(errors="surrogateescape"))
    return Path(name)
