"""One generation, from options to files."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from kingpin_codegen.annotate import Clients, ModuleFact, annotate
from kingpin_codegen.cli._output import note
from kingpin_codegen.load import load
from kingpin_codegen.render import Renderer
from kingpin_codegen.write import Plan, Tree, plan

if TYPE_CHECKING:
    from kingpin_codegen.load import Files
    from kingpin_codegen.model import Program

__all__ = ["Job"]


@frozen(kw_only=True)
class Job:
    """What one command line asks for.

    Attributes:
        files: IDL files.
        include_dirs: further places for includes.
        out: import root of what is generated.
        package_prefix: dotted package above everything; None without.
        clients: those that services get.
        recurse: included files are generated, too.
    """

    files: tuple[Path, ...]
    include_dirs: tuple[Path, ...]
    out: Path
    package_prefix: str | None
    clients: Clients
    recurse: bool

    @property
    def tree(self) -> Tree:
        """Where the files go."""
        return Tree(self.out, (self.package_prefix or "").replace(".", "/"))

    def load(self, files: Files | None = None) -> Program:
        """Read the IDL, and tell its warnings.

        Args:
            files: where to read; this machine's files by default.

        Raises:
            IdlError: with everything that is wrong.
        """
        program = load(self.files, include_dirs=self.include_dirs, files=files)
        for warning in program.warnings:
            note(str(warning))
        return program

    def _texts(self, program: Program) -> dict[str, str]:
        """Path -> text of everything to generate.

        An ``__init__.py`` that offers nothing is left out where somebody else has one already.

        Raises:
            LayoutError: two files would become one module.
        """
        documents = {each.key for each in program.documents} if self.recurse else {*program.roots}
        facts = annotate(
            program,
            version=version("kingpin-sdk"),
            options=self._options(),
            clients=self.clients,
            package_prefix=self.package_prefix,
            documents=documents,
        )
        renderer = Renderer(self.clients)
        return {
            fact.path: renderer.text(fact)
            for fact in facts
            if isinstance(fact, ModuleFact) or fact.exports or not self.tree.is_foreign(fact.path)
        }

    def plan(self, program: Program) -> Plan:
        """What must change on disk.

        Raises:
            LayoutError: two files would become one module.
            ForeignFileError: a file is in the way that is not ours.
            OSError: a file cannot be read.
        """
        wanted = self._texts(program)
        return plan(wanted, self.tree.read(wanted))

    def _options(self) -> str:
        prefix = f", package-prefix={self.package_prefix}" if self.package_prefix else ""
        return f"client={self.clients}{prefix}"
