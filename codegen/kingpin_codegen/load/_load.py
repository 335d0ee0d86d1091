"""Reads files and everything they include, and makes one program of them."""

from __future__ import annotations

import os
import posixpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from attrs import define, field

from kingpin_codegen.check import check
from kingpin_codegen.load._files import Disk
from kingpin_codegen.model import (
    DocumentKey,
    IdlError,
    Position,
    Problem,
    Program,
    Severity,
)
from kingpin_codegen.parse import Parsed, Parser
from kingpin_codegen.parse.syntax import IncludeNode
from kingpin_codegen.resolve import Reports, Scope, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kingpin_codegen.load._files import Files

__all__ = ["load"]


def load(
    paths: Sequence[str | os.PathLike[str]],
    *,
    include_dirs: Sequence[str | os.PathLike[str]] = (),
    files: Files | None = None,
    parser: Parser | None = None,
) -> Program:
    """Load IDL files with everything they include.

    An include is looked for beside the including file, then in the include directories in order. A
    file is known by its real path: reached by two ways it is one document, and two files of one
    name are two. Blocks while it reads; nothing is cached.

    Args:
        paths: the files; one that is named twice counts once.
        include_dirs: further places for includes.
        files: where to read; this machine's files by default.
        parser: one that is ready, for callers that load again and again.

    Raises:
        IdlError: with every problem of every file.
    """
    folders = [os.fspath(folder) for folder in include_dirs]
    run = _Loader(files or Disk(), folders, parser or Parser())
    roots = [key for path in paths if (key := run.add_root(os.fspath(path))) is not None]
    scopes = run.scopes()
    reports = Reports()
    documents = resolve(scopes, reports)
    program = Program(roots=tuple(dict.fromkeys(roots)), documents=documents)
    problems = [*run.problems, *reports.problems]
    problems += list(_found(program, scopes, problems))
    order = {document.path: index for index, document in enumerate(documents)}
    problems.sort(key=lambda each: (order.get(each.position.path, -1), each.position))
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise IdlError(tuple(problems))
    return Program(roots=program.roots, documents=documents, warnings=tuple(problems))


def _found(
    program: Program, scopes: Sequence[Scope], known: Sequence[Problem]
) -> Iterator[Problem]:
    """What the checks find, with its source line; not where there is an error already."""
    told = {problem.position for problem in known if problem.severity is Severity.ERROR}
    sources = {scope.source.path: scope.source for scope in scopes}
    for finding in check(program):
        if finding.position not in told:
            source = sources[finding.position.path]
            yield source.problem_at(finding.position, finding.message, finding.severity)


@define(eq=False)
class _File:
    """One file that was read.

    Attributes:
        key: its identity.
        parsed: its content.
        includes: with the file each leads to; None where that failed, which is told.
    """

    key: DocumentKey
    parsed: Parsed
    includes: list[tuple[IncludeNode, DocumentKey | None]] = field(
        factory=list[tuple[IncludeNode, DocumentKey | None]]
    )


class _Loader:
    """Files as they are read; `problems` are those of reading and parsing."""

    def __init__(self, files: Files, include_dirs: Sequence[str], parser: Parser) -> None:
        self.problems: list[Problem] = []
        self._files = files
        self._include_dirs = include_dirs
        self._parser = parser
        self._done: dict[DocumentKey, _File] = {}
        self._failed: set[DocumentKey] = set()
        self._shown: dict[str, DocumentKey] = {}

    def add_root(self, path: str) -> DocumentKey | None:
        """Read a file and what it includes; None if it cannot be read, which is told.

        The walk keeps its own stack: a chain of includes may be of any length.
        """
        key = self._real(path)
        if key is None:
            there = self._files.exists(path)
            message = "this is not a file" if there else "there is no such file"
            self.problems.append(Problem(Position(path, 0, 0), message))
            return None
        way: dict[DocumentKey, tuple[_File, Iterator[IncludeNode]]] = {}
        if key not in self._done and not self._enter(key, path, None, way):
            return None
        while way:
            at = next(reversed(way))
            file, includes = way[at]
            include = next(includes, None)
            if include is None:
                del way[at]
                self._done[at] = file
            else:
                self._include(file, include, way)
        return key

    def scopes(self) -> list[Scope]:
        """All files as scopes; an included one stands before those that include it."""
        scopes: dict[DocumentKey, Scope] = {}
        for key, file in self._done.items():
            scopes[key] = Scope(
                key,
                file.parsed.source,
                file.parsed.syntax,
                file.parsed.lost,
                [
                    (node, _prefix(node.text), scopes[target] if target is not None else None)
                    for node, target in file.includes
                ],
            )
        return list(scopes.values())

    def _real(self, path: str) -> DocumentKey | None:
        real = self._files.real_path(path)
        return DocumentKey(real) if real is not None else None

    def _enter(
        self,
        key: DocumentKey,
        path: str,
        blamed: Problem | None,
        way: dict[DocumentKey, tuple[_File, Iterator[IncludeNode]]],
    ) -> bool:
        """Read and parse a file; whether it can be read."""
        try:
            data = self._files.read(key)
        except OSError as error:
            place = blamed or Problem(Position(path, 0, 0), "")
            message = f"cannot read {path}: {error.strerror or error}"
            self.problems.append(Problem(place.position, message, Severity.ERROR, place.source))
            self._failed.add(key)
            return False
        # By links in the middle of a path two files can come to one spelling.
        if self._shown.setdefault(path, key) != key:
            path = key
        parsed = self._parser.parse(path, data)
        self.problems += parsed.problems
        way[key] = (_File(key, parsed), iter(parsed.syntax.includes))
        return True

    def _include(
        self,
        file: _File,
        node: IncludeNode,
        way: dict[DocumentKey, tuple[_File, Iterator[IncludeNode]]],
    ) -> None:
        source = file.parsed.source
        target: DocumentKey | None = None
        found = self._search(file, node.text)
        if found is None:
            folders = dict.fromkeys([posixpath.dirname(source.path), *self._include_dirs])
            places = ", ".join(folder or "." for folder in folders)
            message = f"cannot find '{node.text}'; looked in {places}"
            self.problems.append(source.problem(node.offset, message))
        elif found[0] in way:
            circle = " -> ".join(self._circle(list(way.values()), found[0], node.text))
            message = f"this file is included by what it includes: {circle}"
            self.problems.append(source.problem(node.offset, message))
        else:
            key, path = found
            known = key in self._done or (
                key not in self._failed
                and self._enter(key, path, source.problem(node.offset, ""), way)
            )
            target = key if known else None
        file.includes.append((node, target))

    @staticmethod
    def _circle(
        way: list[tuple[_File, Iterator[IncludeNode]]], again: DocumentKey, text: str
    ) -> list[str]:
        names = [file.parsed.source.path for file, _ in way]
        start = [file.key for file, _ in way].index(again)
        return [*names[start:], text]

    def _search(self, file: _File, text: str) -> tuple[DocumentKey, str] | None:
        """The file that an include means, and its path for people."""
        if not text:
            return None
        # Beside the file itself, not beside a link to it, as for Apache's compiler; then by link.
        beside = posixpath.dirname(file.key)
        shown = posixpath.dirname(file.parsed.source.path)
        places = [(beside, shown), *((folder, folder) for folder in (shown, *self._include_dirs))]
        for folder, name in places:
            if (key := self._real(posixpath.join(folder, text))) is not None:
                return key, posixpath.normpath(posixpath.join(name, text))
        return None


def _prefix(text: str) -> str:
    return PurePosixPath(text).stem
