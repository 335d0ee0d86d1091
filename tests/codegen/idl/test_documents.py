"""Files, includes, namespaces and docs of the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from kingpin_codegen.load import load
from kingpin_codegen.model import (
    BaseKind,
    BaseType,
    Definition,
    Enum,
    IdlError,
    MapType,
    Record,
    Reference,
    Requiredness,
    Service,
    annotation_value,
    idl_text,
)
from tests.codegen.idl.loading import PARSER, definition, errors, record, texts, write

_SAMPLES = Path(__file__).parent / "samples"


def _docs(name: str) -> dict[str, str | None]:
    program = load([_SAMPLES / name])
    docs: dict[str, str | None] = {}

    def note(prefix: str, each: Definition) -> None:
        docs[prefix + each.name] = each.doc
        parts = (
            each.members
            if isinstance(each, Enum)
            else each.fields
            if isinstance(each, Record)
            else each.functions
            if isinstance(each, Service)
            else ()
        )
        docs.update({f"{each.name}.{part.name}": part.doc for part in parts})

    for each in program.document(program.roots[0]).definitions:
        note("", each)
    return docs


def test_every_kind_of_comment_documents_what_it_stands_at() -> None:
    assert _docs("docs.thrift") == {
        "Above": "Line comments above.\nTwo of them.",
        "Block": "A block.",
        "Plain": "A plain block,\nof two lines.",
        "Hash": "Hashes count as well.",
        "Behind": "Behind the element.",
        "Far": "A doc comment counts, whatever follows it, even empty lines.",
        "Bare": None,
        "Next": "Directly above, and not behind.",
        "Silly": None,
        "Sillier": None,
        "Boxed": "A ruled box.",
        "Color": "Stars in the column,\n  with an indented line,\n\nand an empty one.",
        "Color.RED": "First.",
        "Color.GREEN": "Second,\nwhich goes on.",
        "Color.BLUE": "Above the third.\n\nBehind the third.",
        "Fields": None,
        "Fields.both": "Above and\n\nbehind.",
        "Fields.one": None,
        "Fields.line": "Only of the last one.",
        "Fields.before": "before",
        "Fields.none": None,
        "Methods": None,
        "Methods.one": "Multi-line arguments.\n\nOf the function too.",
        "Methods.two": "Above two.",
    }


def test_a_file_has_the_doc_at_its_head() -> None:
    program = load([_SAMPLES / "docs.thrift"])
    assert program.documents[0].doc == "The file's own doc.\n\n  - indented\n  - lines"


def test_namespaces_of_every_kind_are_kept() -> None:
    program = load([_SAMPLES / "lax.thrift"])
    document = program.document(program.roots[0])
    assert [(each.scope, each.name) for each in document.namespaces] == [
        ("php", "Samples"),
        ("java", "com.example.lax"),
        ("smalltalk", "Samples"),
        ("xsd", "http://example.com/lax"),
        ("js", "a.b"),
    ]
    found = document.namespace("py", "js")
    assert found is not None
    assert annotation_value(found.annotations, "note") == "1"
    assert document.namespace("py") is None


def test_a_file_reached_by_two_ways_is_one_document_and_included_ones_stand_first() -> None:
    program = load([_SAMPLES / "diamond.thrift"])
    names = [Path(document.key).relative_to(_SAMPLES).as_posix() for document in program.documents]
    assert names == [
        "other/kinds.thrift",
        "include/shared.thrift",
        "other/shared.thrift",
        "samples_link.thrift",
        "diamond.thrift",
    ]
    linked = program.document(program.roots[0]).includes[2]
    [record_] = program.document(linked.document).definitions
    assert isinstance(record_, Record)
    point = record_.fields[1].type
    assert isinstance(point, Reference)
    assert point.document.endswith("other/shared.thrift")


def test_includes_are_looked_for_beside_the_file_and_then_in_the_folders_in_order(
    tmp_path: Path,
) -> None:
    write(
        tmp_path,
        main='include "a.thrift" include "b.thrift" include "c/d.thrift"',
        a="struct Beside {}",
        first__a="struct Wrong {}",
        first__b="struct First {}",
        second__b="struct Wrong {}",
        second__c__d="struct Second {}",
    )
    folders = [tmp_path / "first", tmp_path / "second"]
    program = load([tmp_path / "main.thrift"], include_dirs=folders)
    found = [each.name for document in program.documents for each in document.definitions]
    assert found == ["Beside", "First", "Second"]


def test_a_missing_include_says_where_it_was_looked_for(tmp_path: Path) -> None:
    write(tmp_path, main='include "none.thrift"\nstruct S { 1: none.T t }')
    with pytest.raises(IdlError) as caught:
        load([tmp_path / "main.thrift"], include_dirs=["idl"])
    [problem] = caught.value.problems
    assert problem.message == f"cannot find 'none.thrift'; looked in {tmp_path}, idl"


def test_a_circle_of_includes_is_told_with_its_way(tmp_path: Path) -> None:
    [error] = errors(
        tmp_path, 'include "a.thrift"', a='include "b.thrift"', b='include "main.thrift"'
    )
    assert error == (
        "b.thrift:1:9: this file is included by what it includes: "
        "main.thrift -> a.thrift -> b.thrift -> main.thrift"
    )


def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    write(tmp_path, main='include "a.thrift" include "link.thrift"', a="struct S {}")
    (tmp_path / "link.thrift").symlink_to("a.thrift")
    assert len(load([tmp_path / "main.thrift", tmp_path / "main.thrift"]).documents) == 2


def test_two_files_that_come_to_one_spelling_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, main='include "link/../a.thrift"\ninclude "a.thrift"', a="struct A {}")
    write(tmp_path, far__a="\n\n\n\nstruct B { 1: Gone g }", far__near__x="")
    (tmp_path / "link").symlink_to("far/near")
    with pytest.raises(IdlError) as caught:
        load([tmp_path / "main.thrift"], parser=PARSER)
    assert [problem.message for problem in caught.value.problems] == [
        "unknown type 'Gone'",
        "another include has the prefix 'a' too",
    ]
    assert caught.value.problems[0].source == "struct B { 1: Gone g }"


def test_a_chain_of_two_thousand_includes_is_followed(tmp_path: Path) -> None:
    for number in range(2_000):
        write(tmp_path, **{f"f{number}": f'include "f{number + 1}.thrift"'})
    write(tmp_path, f2000="struct S {}")
    assert len(load([tmp_path / "f0.thrift"]).documents) == 2_001


def test_bytes_that_are_not_utf_8_are_read_as_latin_1(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf// M\xfcller\nstruct S {}\n// \xc3\xbc\nstruct T {}"
    (tmp_path / "main.thrift").write_bytes(text)
    [document] = load([tmp_path / "main.thrift"]).documents
    assert [each.doc for each in document.definitions] == ["Müller", "ü"]


def test_a_field_keeps_everything_that_was_written(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        """struct S {
  1: required byte a (x = "1", y)
  2: optional map<string (k), list<S>> & b
  i32 c
}""",
    )
    one, two, three = found.fields
    assert (one.id, one.explicit_id, one.requiredness) == (1, True, Requiredness.REQUIRED)
    assert one.type == BaseType(BaseKind.I8)
    assert idl_text(one.type) == "byte"
    assert [(each.name, each.value) for each in one.annotations] == [("x", "1"), ("y", "1")]
    assert (two.requiredness, two.by_pointer) == (Requiredness.OPTIONAL, True)
    assert isinstance(two.type, MapType)
    assert idl_text(two.type) == "map<string, list<S>>"
    assert isinstance(two.type.key, BaseType)
    assert [each.name for each in two.type.key.annotations] == ["k"]
    assert (three.id, three.explicit_id, three.written_id) == (-1, False, None)
    assert (three.requiredness, three.by_pointer) == (Requiredness.DEFAULT, False)
    assert str(three.position) == f"{tmp_path}/main.thrift:4:7"


def test_ids_that_are_not_positive_count_down_as_apache_s_do(tmp_path: Path) -> None:
    found = record(tmp_path, "struct S { 0: i32 a -7: i32 b -3: i32 c i32 d 5: i32 e i32 f }")
    assert [(each.id, each.written_id) for each in found.fields] == [
        (-1, 0),
        (-2, -7),
        (-3, -3),
        (-4, None),
        (5, 5),
        (-5, None),
    ]


def test_uuid_is_a_type_unless_the_file_has_one_of_that_name(tmp_path: Path) -> None:
    found = record(tmp_path, "struct S { 1: uuid uuid }")
    assert found.fields[0].type == BaseType(BaseKind.UUID)
    found = record(tmp_path, "struct uuid {} struct S { 1: uuid a }")
    assert isinstance(found.fields[0].type, Reference)


def test_a_service_knows_its_ancestors_across_files(tmp_path: Path) -> None:
    program = texts(
        tmp_path,
        main='include "a.thrift" service S extends Middle {} service Middle extends a.Top {}',
        a="service Top {}",
    )
    service = definition(program, Service, "S")
    assert [each.name for each in program.ancestors(service)] == ["Middle", "Top"]
