"""The graph of dependencies as pure functions."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.catalog import Found, Member, bringing, expand, path_to
from kingpin_sdk.names import DependencyName, MetaconfigName

_A, _B, _C = (DependencyName(f"{name}.dep") for name in "abc")
_X, _Y = (MetaconfigName(f"config.manageddata.d.{name}") for name in "xy")

Graph = dict[DependencyName, Sequence[Member]]


def _walk(graph: Graph, root: DependencyName = _A) -> list[tuple[str, int, Found]]:
    return [(str(visit.member), visit.depth, visit.found) for visit in expand(root, graph.get)]


def test_a_nested_dependency_is_walked_depth_first() -> None:
    assert _walk({_A: [_B, _X], _B: [_Y]}) == [
        ("a.dep", 0, Found.DEPENDENCY),
        ("b.dep", 1, Found.DEPENDENCY),
        (str(_Y), 2, Found.METACONFIG),
        (str(_X), 1, Found.METACONFIG),
    ]


def test_a_shared_dependency_is_walked_once() -> None:
    found = _walk({_A: [_B, _C], _B: [_C], _C: [_X]})
    assert [name for name, _, _ in found].count(str(_X)) == 1
    assert found[-1] == ("c.dep", 1, Found.REPEATED)


def test_a_cycle_is_walked_once() -> None:
    assert _walk({_A: [_B], _B: [_A]})[-1] == ("a.dep", 2, Found.REPEATED)
    assert _walk({_A: [_A]})[-1] == ("a.dep", 1, Found.REPEATED)


def test_a_missing_dependency_is_told_and_passed_over() -> None:
    assert _walk({_A: [_B, _X]})[1:] == [
        ("b.dep", 1, Found.MISSING),
        (str(_X), 1, Found.METACONFIG),
    ]
    assert _walk({}) == [("a.dep", 0, Found.MISSING)]


def test_a_chain_of_ten_thousand_is_walked() -> None:
    names = [DependencyName(f"n{number}.dep") for number in range(10_000)]
    graph: Graph = {upper: [lower] for upper, lower in pairwise(names)}
    assert _walk(graph, names[0])[-1] == (str(names[-1]), 9_999, Found.MISSING)
    way = path_to(names[0], names[-1], graph.get)
    assert way == tuple(names)


def test_the_way_to_a_dependency_is_told() -> None:
    graph: Graph = {_A: [_X, _B], _B: [_C]}
    assert path_to(_A, _C, graph.get) == (_A, _B, _C)
    assert path_to(_C, _A, graph.get) is None
    assert path_to(_A, _A, graph.get) == (_A,)


_NAMES = st.sampled_from([DependencyName(f"{name}.dep") for name in "abcdef"])


@given(st.dictionaries(_NAMES, st.lists(_NAMES, unique=True)), _NAMES)
def test_any_graph_is_walked_to_its_end_and_reaches_what_the_ways_reach(
    graph: dict[DependencyName, list[DependencyName]], root: DependencyName
) -> None:
    members: Callable[[DependencyName], Sequence[Member] | None] = graph.get
    visits = list(expand(root, members))
    walked = [visit.member for visit in visits if visit.found is not Found.REPEATED]
    assert len(walked) == len(set(walked))
    every = {root, *graph, *(one for inner in graph.values() for one in inner)}
    assert set(walked) == {name for name in every if path_to(root, name, members)}


@given(st.dictionaries(_NAMES, st.lists(_NAMES, unique=True)), _NAMES)
def test_whoever_brings_something_in_any_graph_is_found_with_a_way_that_is_one(
    graph: dict[DependencyName, list[DependencyName]], wanted: DependencyName
) -> None:
    holdings = bringing(wanted, graph)
    found = [one.dependency for one in holdings]
    reach = {name for name in graph if name != wanted and path_to(name, wanted, graph.get)}
    assert (set(found), len(found)) == (reach, len(reach))
    for one in holdings:
        assert (one.way[0], one.way[-1]) == (one.dependency, wanted)
        for upper, lower in pairwise(one.way):
            assert isinstance(upper, DependencyName)
            assert lower in graph[upper]
    assert [len(one.way) for one in holdings] == sorted(len(one.way) for one in holdings)
