"""Which comment documents what, and the text of it.

A ``/** */`` comment documents the element it stands before, as for Apache's compiler. So does any
other block of comments that ends on the line above, which is how most production IDL is documented.
A comment behind an element on its last line documents it too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kingpin_codegen.parse._source import Source
    from kingpin_codegen.parse._tokens import Comment, Tokens

__all__ = ["Docs"]

_SHORTEST_DOC: Final = 5
_LINE_MARK: Final = re.compile(r"(?://[/!]?<?|#+!?)")
_RULE: Final = re.compile(r"[-=*#/_~+.\s]*")


class Docs:
    """The comments of one file, by what they document."""

    def __init__(self, source: Source, tokens: Tokens) -> None:
        self._source = source
        self._tokens = tokens.tokens
        self._comments = tokens.comments
        self._trailing = {
            index: trailing
            for index, comments in tokens.comments.items()
            if (trailing := self._trailing_part(index, comments))
        }

    def of_file(self, header: int | None) -> str | None:
        """The comment at the file's head.

        Args:
            header: index of the first header's first token; None without headers.
        """
        comments = self._comments.get(0, [])
        docs = [comment for comment in comments if _is_doc(comment)]
        if docs and (header == 0 or len(self._tokens) == 1):
            return _text(docs[:1])
        if not comments:
            return None
        block = _first_block(self._source, comments)
        next_line = self._source.line_number(self._tokens[0].start_pos or 0)
        if header != 0 and next_line <= self._last_line(block[-1]) + 1:
            return None  # it documents the first definition
        return _text(block)

    def of_element(self, first: int, last: int) -> str | None:
        """The doc of the element that reaches from one token to another."""
        above = self._above(first)
        behind = self._trailing.get(last + 1)
        texts = [text for part in (above, behind) if part and (text := _text(part))]
        return "\n\n".join(texts) or None

    def _above(self, first: int) -> list[Comment]:
        comments = self._comments.get(first)
        if not comments:
            return []
        comments = comments[len(self._trailing.get(first, ())) :]
        docs = [comment for comment in comments if _is_doc(comment)]
        if docs:
            return docs[-1:]
        return self._block_above(self._tokens[first].start_pos or 0, comments)

    def _block_above(self, offset: int, comments: Sequence[Comment]) -> list[Comment]:
        """The comments that reach without an empty line to the element's own line."""
        line = self._source.line_number(offset)
        block: list[Comment] = []
        for comment in reversed(comments):
            if not comment.alone or self._last_line(comment) < line - 1:
                break
            if block and comment.text.startswith("/*") != block[0].text.startswith("/*"):
                break
            block.insert(0, comment)
            line = self._source.line_number(comment.start)
        return block

    def _trailing_part(self, index: int, comments: Sequence[Comment]) -> list[Comment]:
        """The comments that stand behind the token before them, on its line, and go on below."""
        if index == 0 or comments[0].alone:
            return []
        before = self._tokens[index - 1]
        last_line = self._source.line_number((before.start_pos or 0) + len(before))
        first = comments[0]
        following = self._source.line_number(self._tokens[index].start_pos or 0)
        if self._source.line_number(first.start) != last_line or following == last_line:
            return []
        part = [first]
        for comment in comments[1:]:
            follows = self._source.line_number(comment.start) == self._last_line(part[-1]) + 1
            aligned = self._source.column(comment.start) == self._source.column(first.start)
            if not (follows and aligned and comment.text[0] == first.text[0]):
                break
            part.append(comment)
        return part

    def _last_line(self, comment: Comment) -> int:
        return self._source.line_number(comment.end - 1)


def _is_doc(comment: Comment) -> bool:
    text = comment.text
    return text.startswith("/**") and len(text) >= _SHORTEST_DOC and text.strip("*/") != ""


def _first_block(source: Source, comments: Sequence[Comment]) -> list[Comment]:
    """The first comment with those that follow it without an empty line."""
    block = [comments[0]]
    for comment in comments[1:]:
        below = source.line_number(comment.start) <= source.line_number(block[-1].end - 1) + 1
        if not below or block[0].text.startswith("/*"):
            break
        block.append(comment)
    return block


def _text(comments: Iterable[Comment]) -> str | None:
    lines: list[str] = []
    for comment in comments:
        text = comment.text
        if text.startswith("/*"):
            lines += _block_lines(text)
        else:
            mark = _LINE_MARK.match(text)
            lines.append(text[mark.end() if mark else 0 :])
    lines = [line.replace("\r", "").expandtabs().rstrip() for line in lines]
    # Lines that only draw something say nothing.
    lines = ["" if _RULE.fullmatch(line) else line for line in lines]
    return "\n".join(_dedent(_strip(lines))) or None


def _block_lines(text: str) -> list[str]:
    """The lines of ``/* */``, without the column of stars if every line has one."""
    body = text[2:-2].lstrip("*").removeprefix("<").rstrip()
    head, *rest = body.split("\n")
    rest = [line.replace("\r", "").expandtabs() for line in rest]
    starred = [line.lstrip() for line in rest if line.strip()]
    if starred and all(line.startswith("*") for line in starred):
        rest = [line.lstrip()[1:] for line in rest]
        return [head.strip(), *_dedent(rest)]
    return [head.strip(), *_dedent(rest)]


def _strip(lines: list[str]) -> list[str]:
    """Without empty lines at either end."""
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def _dedent(lines: list[str]) -> list[str]:
    """Without the indentation that all lines share."""
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    common = min(indents, default=0)
    return [line[common:] for line in lines]
