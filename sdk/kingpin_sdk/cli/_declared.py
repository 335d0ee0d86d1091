"""What people say of a config with flags, and how it is shown."""

from __future__ import annotations

from typing import Annotated, TypeAlias, TypeVar

import attrs
import typer

from kingpin_sdk.catalog import Declared
from kingpin_sdk.cli._output import say, show_json, show_rows
from kingpin_sdk.formats.metaconfig import ConfigLimits
from kingpin_sdk.names import ConfigName, ServersetName
from kingpin_sdk.spec import Shape

T = TypeVar("T")

__all__ = ["ProtectEmpty", "Said", "SizeLimit", "declared_rows", "limit_rows", "show_redeclared"]

SizeLimit: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--size-limit", metavar="BYTES", min=0, help="A larger value is refused; 0 for none."
    ),
]
ProtectEmpty: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--protect-empty/--no-protect-empty", help="An empty value never replaces a full one."
    ),
]


@attrs.frozen(kw_only=True)
class Said:
    """What the flags said; None for what they did not."""

    shape: Shape | None = None
    owner: str | None = None
    description: str | None = None
    size_limit: int | None = None
    protect_empty: bool | None = None
    shrink_ratio: float | None = None
    shrink_minimum: int | None = None
    no_shrink: bool = False

    @property
    def nothing(self) -> bool:
        """True if no flag said anything."""
        return self == Said()

    def over(self, before: Declared) -> Declared:
        """What is declared after this was said; empty texts and a limit of 0 take back."""
        limits = before.limits
        if self.no_shrink:
            limits = limits._replace(shrink_ratio=None, shrink_minimum=None)
        limits = ConfigLimits(
            max_bytes=(limits.max_bytes if self.size_limit is None else self.size_limit or None),
            protect_empty=_or(self.protect_empty, limits.protect_empty),
            shrink_ratio=_or(self.shrink_ratio, limits.shrink_ratio),
            shrink_minimum=_or(self.shrink_minimum, limits.shrink_minimum),
        )
        return Declared(
            shape=_or(self.shape, before.shape),
            owner=_or(self.owner, before.owner) or None,
            description=_or(self.description, before.description) or None,
            limits=limits,
        )


def declared_rows(declared: Declared) -> list[tuple[str, str]]:
    """What is declared, for people."""
    return [
        ("shape", declared.shape.value if declared.shape else "-"),
        ("owner", declared.owner or "-"),
        ("description", declared.description or "-"),
        *limit_rows(declared.limits),
    ]


def limit_rows(limits: ConfigLimits) -> list[tuple[str, str]]:
    """The limits, for people."""
    return [
        ("size limit", "-" if limits.max_bytes is None else str(limits.max_bytes)),
        ("protect empty", "yes" if limits.protect_empty else "no"),
        ("shrink ratio", "-" if limits.shrink_ratio is None else f"{limits.shrink_ratio:g}"),
        ("shrink minimum", "-" if limits.shrink_minimum is None else str(limits.shrink_minimum)),
    ]


def show_redeclared(
    name: ConfigName | ServersetName, before: Declared, said: Said, *, as_json: bool
) -> None:
    """What saying something else would change."""
    pairs = zip(declared_rows(before), declared_rows(said.over(before)), strict=True)
    differing = [(what, old, new) for (what, old), (_, new) in pairs if old != new]
    if as_json:
        show_json(
            {
                "name": str(name),
                "dry_run": True,
                "changed": len(differing),
                "fields": {what: [old, new] for what, old, new in differing},
            }
        )
    elif not differing:
        say(f"{name}: nothing to change")
    else:
        rows = [("~", what, f"{old} -> {new}") for what, old, new in differing]
        show_rows(("", "WHERE", "WHAT"), rows)


def _or(said: T | None, before: T) -> T:
    return before if said is None else said
