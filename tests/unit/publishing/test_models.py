"""Editors against plain lists and dicts, over random sequences of verbs."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from kingpin_sdk.model import PublishResult
from kingpin_sdk.publishing import HashMapEditor, ListEditor, MappedListEditor
from kingpin_sdk.spec import ListSpec, MappedListSpec, MapSpec
from tests.unit.publishing.store import NAME, Store

_WORDS = st.sampled_from(["a", "b", "é", "1"])
_LISTS = st.lists(_WORDS, max_size=4)
_STEPS = st.floats(-1.0, 1.0)


@contextmanager
def fresh_store() -> Generator[Store]:
    # In memory where there is such a folder: an example is some 30 writes that wait for the disk.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        store = Store(Path(folder))
        with store.publisher:
            yield store


class Checked:
    """Follows results: versions grow, and nothing is written where nothing changed."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.writes = 0
        self.last: PublishResult | None = None

    def see(self, result: PublishResult, *, changed: bool, step: float) -> None:
        first = self.last is None
        assert result.previous == (self.last.version if self.last else None)
        assert (result.changed > 0) is changed
        if first or changed:
            self.writes += 1
            assert self.last is None or result.version > self.last.version
        else:
            assert result == (0, result.previous, result.previous)
        assert self.store.revision() == self.writes
        assert self.store.version() == result.version
        self.last = result
        self.store.clock.now += step


def without_duplicates(items: list[str]) -> list[str]:
    return [*dict.fromkeys(items)]


_ListVerb = tuple[str, list[str], float]


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.sampled_from(["add", "many", "remove", "set", "clear"]), _LISTS, _STEPS),
        max_size=8,
    )
)
def test_a_list_goes_as_a_plain_list_does(verbs: list[_ListVerb]) -> None:
    with fresh_store() as store:
        editor = store.publisher.edit(ListSpec(NAME, str))
        checked, model = Checked(store), list[str]()
        for verb, items, step in verbs:
            before = list(model)
            result = apply_to_list(editor, model, verb, items)
            if result is None:
                continue
            checked.see(result, changed=before != model, step=step)
            assert store.document() == model


def apply_to_list(
    editor: ListEditor[str], model: list[str], verb: str, items: list[str]
) -> PublishResult | None:
    match verb, items:
        case "add", [item, *_]:
            model.extend({item}.difference(model))
            return editor.add(item)
        case "remove", [item, *_]:
            if item in model:
                model.remove(item)
            return editor.remove(item)
        case "many", _:
            added = [item for item in without_duplicates(items) if item not in model]
            model.extend(added)
            result = editor.add_many(items)
            assert result.changed == len(added)
            return result
        case "set", _:
            model[:] = items
            return editor.set_list(items)
        case "clear", _:
            model.clear()
            return editor.clear()
        case _:
            return None


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["set", "map", "remove", "delete"]),
            st.dictionaries(st.integers(8, 11), st.integers(0, 2), max_size=3),
            _STEPS,
        ),
        max_size=8,
    )
)
def test_a_map_goes_as_a_plain_dict_does(verbs: list[tuple[str, dict[int, int], float]]) -> None:
    with fresh_store() as store:
        editor = store.publisher.edit(MapSpec(NAME, int, int))
        checked, model = Checked(store), dict[int, int]()
        for verb, entries, step in verbs:
            before = dict(model)
            result = apply_to_map(editor, model, verb, entries)
            if result is None:
                continue
            checked.see(result, changed=before != model, step=step)
            keys = before.keys() | model.keys()
            assert result.changed == sum(before.get(k) != model.get(k) for k in keys)
            assert store.document() == {str(key): value for key, value in model.items()}


def apply_to_map(
    editor: HashMapEditor[int, int], model: dict[int, int], verb: str, entries: dict[int, int]
) -> PublishResult | None:
    match verb, [*entries]:
        case "set", _:
            model.update(entries)
            return editor.set_many(entries)
        case "map", _:
            model.clear()
            model.update(entries)
            return editor.set_map(entries)
        case "remove", [key, *_]:
            model.pop(key, None)
            return editor.remove(key)
        case "delete", _:
            model.clear()
            return editor.delete()
        case _:
            return None


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["set", "add", "remove", "drop", "clear"]),
            st.sampled_from("jkl"),
            _LISTS,
            _STEPS,
        ),
        max_size=8,
    )
)
def test_a_map_of_lists_goes_as_a_dict_of_lists_does(
    verbs: list[tuple[str, str, list[str], float]],
) -> None:
    with fresh_store() as store:
        editor = store.publisher.edit(MappedListSpec(NAME, str))
        checked, model = Checked(store), dict[str, list[str]]()
        for verb, key, items, step in verbs:
            before = {name: list(entries) for name, entries in model.items()}
            result = apply_to_lists(editor, model, verb, key=key, items=items)
            checked.see(result, changed=before != model, step=step)
            assert store.document() == model


def apply_to_lists(
    editor: MappedListEditor[str],
    model: dict[str, list[str]],
    verb: str,
    *,
    key: str,
    items: list[str],
) -> PublishResult:
    old = model.get(key, [])
    match verb:
        case "set":
            model[key] = without_duplicates(items)
            return editor.set_list(key, items)
        case "add":
            if not {*items} <= {*old}:
                model[key] = without_duplicates(old + items)
            return editor.add_items(key, items)
        case "remove":
            if key in model:
                model[key] = [item for item in old if item not in items]
            return editor.remove_items(key, items)
        case "drop":
            model.pop(key, None)
            return editor.remove_list(key)
        case _:
            model.clear()
            return editor.clear()


def test_editors_can_be_named_with_their_types_at_run_time() -> None:
    for form in (ListEditor[str], MappedListEditor[str], HashMapEditor[int, str]):
        assert get_args(form)
