"""The plan: from what is known to what is followed."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.formats.metaconfig import Section
from kingpin_sdk.model import Json
from kingpin_sdk.names import DependencyName, MetaconfigName
from kingpin_sdk.spec import Shape
from kingpin_sdk.sync._plan import Follow, Knowledge, Unfollow, allowed_folders, steps, wanted
from kingpin_sdk.sync._subjects import ConfigFile, Dependency, Metaconfig, ServersetFile, Subject

_FOLDERS = allowed_folders("/srv/config", "/srv/serverset")
_DEPENDENCIES = [DependencyName(f"d{number}.dep") for number in range(5)]
_GRAPHS = st.dictionaries(
    st.sampled_from(_DEPENDENCIES),
    st.lists(
        st.sampled_from([*map(str, _DEPENDENCIES), "config.manageddata.a.b", "x.y", "bad name"]),
        max_size=5,
    ),
)


def _section(file_name: str = "config.manageddata.a.b", **changes: object) -> Section:
    section = Section(
        kind="config",
        zk_path="/" + file_name.replace(".", "/"),
        folder="/var/config",
        file_name=file_name,
        blob_base="data/" + file_name.replace(".", "/"),
        max_wait=0.0,
        ratio=None,
        minimum=None,
        extra={},
    )
    return section._replace(**changes)  # type: ignore[arg-type]  # each test names real fields


def _serverset(**changes: object) -> Section:
    changes = {"kind": "serverset", "folder": "/var/serverset", "blob_base": None, **changes}
    return _section("discovery.search.prod", **changes)


def _know(
    members: Mapping[DependencyName, Sequence[str]],
    sections: Mapping[str, Sequence[Section]] | None = None,
    roots: Sequence[DependencyName] = _DEPENDENCIES[:1],
) -> Knowledge:
    named = {MetaconfigName(name): each for name, each in (sections or {}).items()}
    return Knowledge(roots, _FOLDERS, members, named)


def _one(*sections: Section) -> Knowledge:
    return _know({_DEPENDENCIES[0]: ["m.one"]}, {"m.one": sections})


def _files(known: Knowledge) -> list[ConfigFile]:
    return [each for each in wanted(known).subjects.values() if isinstance(each, ConfigFile)]


def _reachable(members: Mapping[DependencyName, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    todo = [str(_DEPENDENCIES[0])]
    while todo:
        name = todo.pop()
        if name in found or " " in name:
            continue
        found.add(name)
        if name.endswith(".dep"):
            todo += members.get(DependencyName(name), ())
    return found


@given(_GRAPHS)
def test_everything_reachable_is_followed_once_whatever_the_graph(
    members: dict[DependencyName, list[str]],
) -> None:
    found = wanted(_know(members)).subjects.values()
    assert sorted(each.title for each in found) == sorted(_reachable(members))


@given(_GRAPHS, _GRAPHS)
def test_the_steps_lead_from_one_plan_to_the_other(
    before: dict[DependencyName, list[str]], after: dict[DependencyName, list[str]]
) -> None:
    followed: dict[str, Subject] = dict(wanted(_know(before)).subjects)
    goal = wanted(_know(after))
    for step in list(steps(followed, goal)):
        match step:
            case Unfollow(subject):
                assert followed.pop(subject.key) == subject
            case Follow(subject):
                assert subject.key not in followed
                followed[subject.key] = subject
    assert followed == goal.subjects


def test_a_dependency_that_is_not_there_is_followed_until_it_comes() -> None:
    assert wanted(_know({})).subjects == {
        _DEPENDENCIES[0].node: Dependency(_DEPENDENCIES[0]),
    }


def test_a_cycle_is_tolerated_and_reported() -> None:
    first, second = _DEPENDENCIES[:2]
    found = wanted(_know({first: [str(second), "m.one"], second: [str(first)]}))
    assert Metaconfig(MetaconfigName("m.one")) in found.subjects.values()
    assert found.remarks == {str(first): f"is a member of itself, by way of {second}"}


def test_a_shared_member_is_no_cycle() -> None:
    first, second, third, shared = _DEPENDENCIES[:4]
    members = {
        first: [str(second), str(third)],
        second: [str(shared)],
        third: [str(shared)],
        shared: ["m.one"],
    }
    assert wanted(_know(members)).remarks == {}


def test_ten_thousand_nested_dependencies_do_not_exhaust_the_stack() -> None:
    chain = [DependencyName(f"n{number}.dep") for number in range(10_000)]
    members = {here: [str(below)] for here, below in pairwise(chain)}
    assert len(wanted(_know(members, roots=chain[:1])).subjects) == 10_000


def test_what_is_shared_on_many_ways_is_entered_once() -> None:
    # Each holds both of the next rung: a thousand ways lead to the last one.
    rungs = [[DependencyName(f"{side}{rung}.dep") for side in "lr"] for rung in range(11)]
    below = [*map(list, rungs[1:]), []]
    members = _Asked(
        {
            name: [*map(str, under)]
            for rung, under in zip(rungs, below, strict=True)
            for name in rung
        }
    )
    wanted(_know(members, roots=rungs[0]))
    assert sorted(members.asked) == sorted(members)


class _Asked(Mapping[DependencyName, Sequence[str]]):
    """Members, and for whose they were asked."""

    def __init__(self, members: Mapping[DependencyName, Sequence[str]]) -> None:
        self._members = members
        self.asked: list[DependencyName] = []

    def __getitem__(self, name: DependencyName) -> Sequence[str]:
        self.asked.append(name)
        return self._members[name]

    def __iter__(self) -> Iterator[DependencyName]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


def test_a_section_becomes_a_file_below_our_root_only() -> None:
    for folder in ("/var/config", "/var/serverset", "/srv/config", "/srv/serverset"):
        assert [file.file_name for file in _files(_one(_section(folder=folder)))] == [
            "config.manageddata.a.b"
        ]


@pytest.mark.parametrize("folder", ["/etc", "", "/var/config/..", "/var/config/sub", "var/config"])
def test_a_section_that_names_another_folder_is_left_out_and_reported(folder: str) -> None:
    known = _one(_section(folder=folder), _section("good"))
    assert [file.file_name for file in _files(known)] == ["good"]
    assert list(wanted(known).problems) == ["m.one[0]"]


def test_of_two_claims_to_one_file_the_one_it_is_named_after_wins() -> None:
    own = _section()
    other = _section(zk_path="/config/manageddata/z/z", blob_base="data/z")
    known = _know(
        {_DEPENDENCIES[0]: ["a.first", "b.second"]}, {"a.first": [other], "b.second": [own]}
    )
    assert [file.node for file in _files(known)] == [own.zk_path]
    assert list(wanted(known).problems) == ["a.first[0]"]


def test_two_equal_sections_are_one_file_and_no_problem() -> None:
    known = _one(_section(), _section())
    assert len(_files(known)) == 1
    assert wanted(known).problems == {}


def test_a_serverset_becomes_a_file_below_our_root_only() -> None:
    for folder in ("/var/config", "/var/serverset", "/srv/config", "/srv/serverset"):
        known = _one(_serverset(folder=folder))
        assert list(wanted(known).subjects)[-1] == "serverset/discovery.search.prod"
    assert list(wanted(_one(_serverset(folder="/etc"))).problems) == ["m.one[0]"]


def test_a_config_and_a_serverset_of_one_file_name_are_two_files() -> None:
    subjects = wanted(_one(_serverset(), _section("discovery.search.prod"))).subjects
    assert {"discovery.search.prod", "serverset/discovery.search.prod"} <= set(subjects)


@pytest.mark.parametrize(
    ("extra", "expected", "problems"),
    [
        ({}, (0.3, 10), []),
        ({"shrink_ratio": 0.2, "shrink_minimum": 7}, (0.2, 7), []),
        ({"shrink_ratio": 2}, (0.3, 10), ["m.one[0]"]),
        ({"shrink_minimum": "many"}, (0.3, 10), ["m.one[0]"]),
        ({"shrink_ratio": None}, (0.3, 10), ["m.one[0]"]),
    ],
)
def test_our_limits_win_over_the_commands_and_bad_ones_are_reported(
    extra: dict[str, Json], expected: tuple[float, int], problems: list[str]
) -> None:
    found = wanted(_one(_serverset(ratio=0.3, minimum=10, extra=extra)))
    [file] = [each for each in found.subjects.values() if isinstance(each, ServersetFile)]
    assert (file.ratio, file.minimum) == expected
    assert list(found.problems) == problems


def test_a_serverset_file_with_another_node_is_followed_afresh() -> None:
    before = wanted(_one(_serverset())).subjects
    moved = wanted(_one(_serverset(zk_path="/discovery/search/test")))
    limited = wanted(_one(_serverset(ratio=0.1)))
    assert [step.afresh for step in steps(before, moved) if isinstance(step, Follow)] == [True]
    assert [step.afresh for step in steps(before, limited) if isinstance(step, Follow)] == [False]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [("list", Shape.LIST), ("from the future", None), (["list"], None), (7, None), (None, None)],
)
def test_only_a_known_shape_counts_as_declared(shape: object, expected: Shape | None) -> None:
    [file] = _files(_one(_section(extra={"shape": shape})))
    assert file.shape is expected


def test_a_file_from_another_source_is_followed_afresh() -> None:
    before = wanted(_one(_section())).subjects
    moved = wanted(_one(_section(zk_path="/config/manageddata/z/z")))
    elsewhere = wanted(_one(_section(blob_base="data/z")))
    stricter = wanted(_one(_section(extra={"shape": "list"})))
    assert [step.afresh for step in steps(before, moved) if isinstance(step, Follow)] == [True]
    assert [step.afresh for step in steps(before, elsewhere) if isinstance(step, Follow)] == [True]
    assert [step.afresh for step in steps(before, stricter) if isinstance(step, Follow)] == [False]
