"""Generating modules for tests, and importing them."""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kingpin_codegen.annotate import Clients, annotate
from kingpin_codegen.load import load
from kingpin_codegen.render import Renderer

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

__all__ = ["IDL", "import_from", "made_of", "texts", "write"]

IDL = Path(__file__).parent / "render" / "idl"
"""IDL of our own: one of everything, and names from hell."""


def texts(
    *files: Path,
    prefix: str | None = None,
    clients: Clients = Clients.BOTH,
    include_dirs: Sequence[Path] = (),
) -> dict[str, str]:
    """Path -> text of what is generated, with a version and options that never change."""
    program = load(files, include_dirs=include_dirs)
    facts = annotate(
        program,
        version="0",
        options=f"client={clients}",
        clients=clients,
        package_prefix=prefix,
        documents={document.key for document in program.documents},
    )
    renderer = Renderer(clients)
    return {fact.path: renderer.text(fact) for fact in facts}


def write(folder: Path, generated: dict[str, str]) -> None:
    """Write it below a folder."""
    for path, text in generated.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@contextmanager
def import_from(folder: Path, *modules: str) -> Generator[list[Any]]:
    """Import generated modules, and forget all that came from the folder afterwards.

    They are Any: what their types are is what the type checkers' tests are about.
    """
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield [importlib.import_module(name) for name in modules]
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if file.startswith(str(folder)):
                del sys.modules[name]


@contextmanager
def made_of(idl: str, folder: Path, module: str) -> Generator[Any]:
    """The module of a text of IDL whose namespace and file give it that name."""
    file = folder / f"{module.rpartition('.')[2]}.thrift"
    file.write_text(idl, encoding="utf-8")
    write(folder, texts(file))
    with import_from(folder, module) as [made]:
        yield made
