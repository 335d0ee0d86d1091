"""The golden files: what is generated from the IDL beside them.

``python -m tests.codegen.render.golden`` writes them again; read the difference before you commit.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from kingpin_codegen.annotate import Clients
from tests.codegen.generating import IDL, texts

__all__ = ["CASES", "FOLDER", "generated", "stored"]

FOLDER = Path(__file__).parent / "golden"
_SUFFIX = ".txt"  # no Python for the checks of this tree

CASES = {
    "rich": (("rich",), None, Clients.BOTH),
    "hell": (("hell",), None, Clients.SYNC),
    "prefixed": (("common",), "gen.thrift", Clients.ASYNC),
}
"""Name -> IDL files, package prefix, clients."""


def generated(case: str) -> dict[str, str]:
    """Path -> text of a case, as it is generated now."""
    stems, prefix, clients = CASES[case]
    files = [IDL / f"{stem}.thrift" for stem in stems]
    return texts(*files, prefix=prefix, clients=clients)


def stored(case: str) -> dict[str, str]:
    """Path -> text of a case's golden files."""
    folder = FOLDER / case
    return {
        file.relative_to(folder).as_posix().removesuffix(_SUFFIX): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob(f"*{_SUFFIX}"))
    }


def main() -> None:
    """Write all golden files again."""
    for case in CASES:
        shutil.rmtree(FOLDER / case, ignore_errors=True)
        for path, text in generated(case).items():
            file = FOLDER / case / f"{path}{_SUFFIX}"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
