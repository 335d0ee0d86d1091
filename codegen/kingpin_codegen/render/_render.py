"""Renderer: writes modules and packages with Jinja templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, final

from jinja2 import Environment, PackageLoader, StrictUndefined

from kingpin_codegen.annotate import Clients, ModuleFact
from kingpin_codegen.render import _layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_codegen.annotate import PackageFact

__all__ = ["Renderer"]

_FILTERS: Final[dict[str, Callable[..., object]]] = {
    "call": _layout.call,
    "docstring": _layout.docstring,
    "listed": _layout.listed,
    "method_doc": _layout.method_doc,
    "quoted_names": _layout.quoted_names,
    "signature": _layout.signature,
}
_TOO_MANY_BLANKS: Final = re.compile(r"\n{4,}")


@final
class Renderer:
    """Text of generated files.

    Args:
        clients: which clients a service gets.
    """

    def __init__(self, clients: Clients) -> None:
        self._environment = Environment(
            loader=PackageLoader("kingpin_codegen", "templates"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # noqa: S701 - Python, not HTML; literals are quoted one by one
        )
        for name, function in _FILTERS.items():
            self._environment.filters[name] = function
        self._clients = {
            "with_sync": clients is not Clients.ASYNC,
            "with_async": clients is not Clients.SYNC,
        }

    def text(self, fact: ModuleFact | PackageFact) -> str:
        """One file, the same for the same fact."""
        if isinstance(fact, ModuleFact):
            raw = self._environment.get_template("module.py.jinja").render(
                module=fact, **self._clients
            )
        else:
            raw = self._environment.get_template("package.py.jinja").render(package=fact)
        return _TOO_MANY_BLANKS.sub("\n\n\n", raw).strip() + "\n"
