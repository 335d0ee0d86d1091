"""Runs the checks over what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_codegen.lint._checks import CHECKS, COMPILER, Place
from kingpin_codegen.lint._depths import Depths
from kingpin_codegen.lint._elements import children, quieted
from kingpin_codegen.lint._finding import LintFinding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kingpin_codegen.lint._checks import Check
    from kingpin_codegen.lint._elements import Element
    from kingpin_codegen.lint._settings import LintSettings
    from kingpin_codegen.model import Program

__all__ = ["lint"]


def lint(program: Program, settings: LintSettings) -> tuple[LintFinding, ...]:
    """Everything the chosen checks find in the program's roots, by file and place.

    What a root includes is looked into but not judged.
    """
    checks = [check for check in CHECKS if _chosen(check, settings)]
    found: list[LintFinding] = []
    depths = Depths(program)
    for key in program.roots:
        document = program.document(key)
        place = Place(program, document, settings, depths)
        quiet = quieted(document.doc)
        found += _run(checks, place, None, quiet)
        for definition in document.definitions:
            found += _walk(checks, place, definition, quiet)
    if _chosen(COMPILER, settings):
        found += _compiler(program)
    return tuple(sorted(found, key=lambda each: (each.position, each.check)))


def _compiler(program: Program) -> Iterator[LintFinding]:
    """What was doubtful already when the program was loaded, and has no check of its own."""
    paths = {program.document(key).path for key in program.roots}
    for problem in program.warnings:
        if problem.position.path in paths and not problem.rule:
            yield LintFinding(problem.position, problem.severity, problem.message, COMPILER.name)


def _walk(
    checks: Sequence[Check], place: Place, element: Element, quiet: frozenset[str]
) -> Iterator[LintFinding]:
    quiet |= quieted(element.doc, element)
    yield from _run(checks, place, element, quiet)
    for child in children(element):
        yield from _walk(checks, place, child, quiet)


def _run(
    checks: Sequence[Check], place: Place, element: Element | None, quiet: frozenset[str]
) -> Iterator[LintFinding]:
    if "" in quiet:
        return
    for check in checks:
        if not _named(check.name, quiet):
            for position, severity, message in check.run(place, element):
                yield LintFinding(position, severity, message, check.name)


def _chosen(check: Check, settings: LintSettings) -> bool:
    wanted = _named(check.name, settings.select) if settings.select else check.by_default
    return (wanted or _named(check.name, settings.enable)) and not _named(
        check.name, settings.disable
    )


def _named(name: str, names: tuple[str, ...] | frozenset[str]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in names if each)
