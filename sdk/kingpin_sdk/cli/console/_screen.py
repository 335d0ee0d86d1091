"""Questions at a terminal: with completion, and an answer that fits before it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, final

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.validation import ValidationError, Validator

from kingpin_sdk.cli._output import say
from kingpin_sdk.errors import KingpinError, RequestError, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from prompt_toolkit.document import Document

__all__ = ["Screen", "as_it_is"]

T = TypeVar("T")


def as_it_is(text: str) -> str:
    """A check that every text passes."""
    return text


class _Check(Validator):
    """Refuses what a check refuses, with the check's own words under the prompt."""

    def __init__(self, check: Callable[[str], object]) -> None:
        self._check = check

    def validate(self, document: Document) -> None:
        try:
            document.text.encode()
            self._check(document.text.strip())
        except UnicodeEncodeError as error:
            raise ValidationError(len(document.text), "UTF-8 text, please") from error
        except KingpinError as error:
            raise ValidationError(len(document.text), one_line(str(error))) from error


@final
class Screen:
    """Asks. Every method raises KeyboardInterrupt on Ctrl-C and EOFError on Ctrl-D."""

    def __init__(self) -> None:
        self._session: PromptSession[str] = PromptSession()

    def ask(
        self,
        question: str,
        check: Callable[[str], T],
        *,
        words: Iterable[str] = (),
        default: str = "",
    ) -> T:
        """Ask until an answer fits.

        Args:
            question: without what follows it.
            check: makes of the answer what is wanted; its KingpinError is shown, and the answer
                can be mended.
            words: offered while typing.
            default: stands there to begin with.
        """
        text = self._session.prompt(
            f"{question}: ",
            completer=WordCompleter([*words], ignore_case=True, sentence=True, match_middle=True),
            complete_while_typing=False,
            validator=_Check(check),
            validate_while_typing=False,
            default=default,
        )
        return check(text.strip())

    def choose(self, question: str, options: Mapping[str, str]) -> str:
        """Let one of some be chosen by its key; the key."""
        for key, text in options.items():
            say(f"  {key}. {text}")

        def check(answer: str) -> str:
            if answer not in options:
                raise RequestError(f"one of {', '.join(options)}, please")
            return answer

        return self.ask(question, check, words=options)

    def agree(self, question: str) -> bool:
        """Ask for a yes; anything but y or yes is a no."""
        answer = self.ask(f"{question} [y/n]", as_it_is)
        return answer.lower() in ("y", "yes")
