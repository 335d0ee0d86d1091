"""lark's LALR parser as a machine that can be looked into and set back.

lark's own hints stop at this point: everything untyped stays in here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lark import Token

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from lark.parsers.lalr_interactive_parser import InteractiveParser

__all__ = ["Machine"]


class Machine:
    """One run of the parser, fed token by token."""

    def __init__(self, parser: InteractiveParser) -> None:
        self._parser: Any = parser
        self._state: Any = self._parser.parser_state
        self._states: list[int] = self._state.state_stack
        self._values: list[object] = self._state.value_stack
        self._table: Mapping[int, Mapping[str, object]] = self._state.parse_conf.states

    def feed(self, token: Token, last: bool) -> None:  # noqa: FBT001  (once a token)
        """Take the next token.

        Raises:
            UnexpectedToken: there is no use for it; rules that were complete are reduced.
        """
        self._state.feed_token(token, last)

    @property
    def height(self) -> int:
        """How many states are on the stack; 1 at the beginning."""
        return len(self._states)

    @property
    def ways(self) -> AbstractSet[str]:
        """Terminals and nonterminals for which the state on top has a way on."""
        return self._table[self._states[-1]].keys()

    def pop(self) -> Token | None:
        """Give up what was taken last; None if that was a rule's result."""
        self._states.pop()
        value = self._values.pop()
        return value if isinstance(value, Token) else None

    def open_tokens(self) -> list[Token]:
        """The tokens that were taken and belong to rules not complete yet."""
        return [value for value in self._values if isinstance(value, Token)]

    def accepted(self) -> set[str]:
        """The types of tokens that would be taken.

        Tried out, for the table says too much where rules share states.
        """
        accepted: set[str] = self._parser.accepts()
        return accepted
