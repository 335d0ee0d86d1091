"""What a reader of plain types does not pay for."""

import subprocess
import sys

import pytest

HEAVY = [
    "attr",
    "attrs",
    "cattrs",
    "dataclasses",
    "datetime",
    "decimal",
    "inspect",
    "msgspec",
    "uuid",
]

PROGRAM = """
import sys
from kingpin_sdk.codec import canonical_json, codec_for, key_codec_for, parse_json
{work}
print([name for name in {heavy} if name in sys.modules])
"""


def loaded_by(work: str) -> str:
    program = PROGRAM.format(work=work, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "work",
    [
        "",
        "codec_for(dict[str, float]).decode(b'{\"a\": 1}')",
        "codec_for(list[str]).unstructure(['a'])",
        "codec_for(dict[int, tuple[str, int | None]]).structure({'1': ['a', None]})",
        "key_codec_for(int).from_text('1')",
        "canonical_json({'a': 1}, sort_keys=True)",
        "parse_json(b'[1]')",
    ],
)
def test_plain_types_load_nothing_heavy(work: str) -> None:
    assert loaded_by(work) == "[]"


def test_a_large_document_loads_the_fast_parser_and_no_class_builder() -> None:
    loaded = loaded_by("codec_for(list[str]).decode(b'[' + b'\"a\",' * 20000 + b'\"a\"]')")
    assert "'msgspec'" in loaded
    assert "attr" not in loaded


def test_a_class_loads_its_builder() -> None:
    work = "import typing\nclass P(typing.NamedTuple):\n    a: int\ncodec_for(P).structure([1])"
    assert loaded_by(work) == "[]"
    work = "import attrs\n@attrs.frozen\nclass A:\n    a: int\ncodec_for(A).structure({'a': 1})"
    assert "'cattrs'" in loaded_by(work)
