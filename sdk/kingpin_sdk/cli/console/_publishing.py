"""From a plan to a publication: the diff, a yes, a reason, and safe against Ctrl-C."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_sdk.admin import Signature
from kingpin_sdk.cli._output import say, show_plan, show_result, show_rows
from kingpin_sdk.errors import RequestError

if TYPE_CHECKING:
    from kingpin_sdk.admin import Admin, Plan
    from kingpin_sdk.cli.console._screen import Screen

__all__ = ["agree_to", "ask_why", "publish", "write"]


def publish(screen: Screen, admin: Admin, plan: Plan) -> None:
    """Show what would change, and publish exactly that if they agree."""
    show_plan(plan)
    if plan.pointless:
        return
    if not screen.agree("Publish this?"):
        say("nothing was written")
        return
    write(screen, admin, plan)


def write(screen: Screen, admin: Admin, plan: Plan) -> None:
    """Publish what they have seen and agreed to."""
    by = ask_why(screen, admin)
    try:
        result = admin.changes.apply(plan, by)
    except KeyboardInterrupt:
        # Whether it went is for the store to say, not for whoever was interrupted.
        version = admin.changes.landed(plan)
        say("interrupted: nothing was written" if version is None else f"published as {version}")
        return
    show_result(plan.name, result)


def agree_to(screen: Screen, mark: str, name: object, what: str) -> bool:
    """Show what would be done to something without versions; True if they agree."""
    show_rows(("", "WHERE", "WHAT"), [(mark, str(name), what)])
    if screen.agree("Do this?"):
        return True
    say("nothing was written")
    return False


def ask_why(screen: Screen, admin: Admin) -> Signature:
    """The reason, for the history."""

    def check(text: str) -> str:
        if admin.comment_required and not text:
            raise RequestError("a reason is required here")
        return text

    return Signature(None, screen.ask("Why (comment)", check))
