"""What a type checker makes of the module that `kingpin names` writes, and of planned changes."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, assert_type

from kingpin_sdk.admin import AddItems, Admin, Plan, SetEntry, Signature
from kingpin_sdk.model import PublishResult
from kingpin_sdk.names import ConfigName, DependencyName
from kingpin_sdk.spec import ListSpec

if TYPE_CHECKING:
    from kingpin_sdk import Decider

# As written by the command.


class Configs:
    """Every config."""

    SPAM_BLOCKLIST: Final = ConfigName("spam", "blocklist")


class Dependencies:
    """Every dependency."""

    WEB: Final = DependencyName("web.dep")


class Experiments(enum.StrEnum):
    """Every experiment of Decider."""

    NEW_BOARD = "new_board"


def must_be_accepted(admin: Admin, decider: Decider) -> None:
    """What programs and tools write."""
    assert_type(ListSpec(Configs.SPAM_BLOCKLIST, str), ListSpec[str])
    assert_type(decider.decide_experiment(Experiments.NEW_BOARD), bool)
    plan = admin.changes.plan(Configs.SPAM_BLOCKLIST, AddItems(["a"]))
    assert_type(plan, Plan)
    assert_type(admin.changes.apply(plan, Signature("ann", "ticket 12")), PublishResult)


def must_be_rejected(admin: Admin, decider: Decider) -> None:
    """Mistakes."""
    decider.decide_experiment(Experiments.NEW_BORD)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType]
    ListSpec(Configs.SPAM_BLACKLIST, str)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType]
    ListSpec(Dependencies.WEB, str)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    admin.changes.plan("spam.blocklist", AddItems(["a"]))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    admin.changes.plan(Configs.SPAM_BLOCKLIST, ["a"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    admin.changes.make(Configs.SPAM_BLOCKLIST, SetEntry("k", {1}))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    admin.changes.make(Configs.SPAM_BLOCKLIST, AddItems(["a"]), "ann")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
