"""Who changes something, and why."""

from __future__ import annotations

from typing import final

from attrs import frozen

from kingpin_sdk.errors import RequestError

__all__ = ["UNSIGNED", "Signature", "Signed", "Signing"]


@final
@frozen
class Signature:
    """What somebody said about a change.

    Attributes:
        author: who; None for whoever the settings name, which by default is the system's user.
        comment: why.
    """

    author: str | None = None
    comment: str = ""


UNSIGNED = Signature()


@final
@frozen
class Signed:
    """What the history gets.

    Attributes:
        author: who.
        comment: why; empty if nothing was said.
    """

    author: str
    comment: str


@final
@frozen
class Signing:
    """The house's rule about signatures.

    Attributes:
        author: who signs where nobody is named.
        comment_required: nothing is changed without saying why.
    """

    author: str
    comment_required: bool = False

    def sign(self, said: Signature) -> Signed:
        """The complete signature.

        Raises:
            RequestError: a comment is required and lacks.
        """
        if self.comment_required and not said.comment.strip():
            raise RequestError("say why, with a comment: the setting require_comment asks for it")
        return Signed(said.author or self.author, said.comment)
