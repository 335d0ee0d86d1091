"""Python names for the IDL's: every name of any IDL becomes one that works.

The rules, from which a reader of the IDL can tell the name: what Python or the generated classes
use for themselves gets an underscore at its end; leading underscores, which Python gives meanings,
move there; characters that no identifier may hold become underscores. All lists are fixed, so that
the output does not depend on the Python that made it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

__all__ = [
    "ARGUMENT",
    "BUILTINS",
    "ENUM_MEMBER",
    "EXCEPTION_FIELD",
    "FIELD",
    "KEYWORDS",
    "METHOD",
    "MODULE",
    "TOP_LEVEL",
    "identifier",
    "unique",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KEYWORDS: Final = _words(
    """
    False None True and as assert async await break class continue def del elif else except finally
    for from global if import in is lambda nonlocal not or pass raise return try while with yield
    """
)
"""What Python lets nothing be called."""
_USED_MODULES: Final = frozenset(["attrs", "typing"])

BUILTINS: Final = _words(
    """
    bool bytes classmethod dict float frozenset hash int list object property set staticmethod str
    tuple
    """
)
"""Builtins that generated modules use; one that is shadowed is taken from ``builtins``."""

# What bodies of generated functions call their own, as deep as containers nest; and what attrs'
# generated functions look up in the module.
_LOCAL: Final = _words("all getattr id o v") | frozenset(
    f"{letter}{level}" for letter in "ekv" for level in range(64)
)

# Type checkers know the last two by their bare names; the one before stands in each module's head.
TOP_LEVEL: Final = (
    KEYWORDS | _USED_MODULES | _LOCAL | frozenset(["annotations", "reveal_type", "super"])
)
"""What no definition may be called."""

FIELD: Final = (
    KEYWORDS
    | _USED_MODULES
    # attrs writes constructors that use the last three.
    | frozenset(["self", "thrift_spec", "NOTHING", "attr_dict", "BaseException"])
)
"""What no field of a struct may be called."""

EXCEPTION_FIELD: Final = FIELD | frozenset(["add_note", "args", "with_traceback"])
"""What no field of an exception may be called."""

ENUM_MEMBER: Final = KEYWORDS | _words(
    """
    as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag is_integer is_known
    mro name names numerator real to_bytes value values
    """
)
"""What no member of an enum may be called: whatever an int and an Enum have."""

ARGUMENT: Final = KEYWORDS | frozenset(["self", "thrift_spec"])
"""What no argument of a method may be called."""

METHOD: Final = (
    KEYWORDS
    | _USED_MODULES
    | frozenset(["close", "drain", "from_serverset", "hosts", "local", "over", "stats"])
    | frozenset(["with_options"])
)
"""What no method may be called: clients have these of their own."""

MODULE: Final = KEYWORDS | _words(
    """
    __future__ _thread abc argparse array ast asyncio atexit attr attrs base64 binascii bisect
    builtins bz2 calendar codecs collections concurrent contextlib contextvars copy copyreg csv
    ctypes dataclasses datetime decimal difflib dis email encodings enum errno fcntl fnmatch
    fractions functools gc genericpath getopt gettext glob gzip hashlib heapq hmac html http
    importlib inspect io ipaddress itertools json keyword kingpin_codegen kingpin_sdk linecache
    locale logging lzma marshal math mimetypes mmap multiprocessing ntpath numbers opcode
    operator os pathlib pickle pkgutil platform posix posixpath pprint queue quopri random re
    reprlib resource runpy sched secrets select selectors shutil signal site socket socketserver
    sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct
    subprocess symtable sys sysconfig tarfile tempfile textwrap thriftpy2 threading time timeit
    token tokenize traceback types typing typing_extensions unittest urllib uuid warnings
    weakref xml zipfile zipimport zlib zoneinfo
    """
)
"""What no module at the top of an import root may be called: it would hide another from
everybody."""

_FORBIDDEN: Final = re.compile(r"[^0-9A-Za-z_]")


def identifier(name: str, reserved: Container[str]) -> str:
    """The Python name for a name of the IDL, where nothing else has it."""
    clean = _FORBIDDEN.sub("_", name)
    bare = clean.lstrip("_")
    if len(bare) < len(clean):
        clean = f"{bare or 'underscore'}_"
    if clean[0].isdigit():
        clean = f"n{clean}"
    return f"{clean}_" if clean in reserved else clean


def unique(names: Iterable[str], reserved: Container[str], taken: Iterable[str] = ()) -> list[str]:
    """Python names for neighbours, in their order; two that would be one get underscores.

    Args:
        names: of the IDL; each once.
        reserved: what none may be called.
        taken: what somebody else is called already.
    """
    wanted = [(name, identifier(name, reserved)) for name in names]
    used = set(taken)
    # Who may keep its name keeps it, whatever else stands before it.
    given = {name: own for name, own in wanted if name == own and own not in used}
    used.update(given.values())
    for name, own in wanted:
        if name not in given:
            free = own
            while free in used:
                free += "_"
            used.add(free)
            given[name] = free
    return [given[name] for name, _ in wanted]
