"""Every call of a publish fails, before and after it took effect, once and for good."""

from collections.abc import Callable

import pytest

from kingpin_sdk.errors import (
    ConflictError,
    NodeNotFoundError,
    OutcomeUnknownError,
    UnavailableError,
)
from kingpin_sdk.model import PublishResult
from kingpin_sdk.publishing import Change, ListEditor, PublishEngine
from kingpin_sdk.spec import ListSpec
from tests.fakes import Call, FaultyBlobs, FaultyCoordination, LapsedLocks, Plan
from tests.unit.publishing.store import NAME, Store

_FIRST = ["lock", "nodes.read", "nodes.create", "blobs.create", "blobs.put", "nodes.write"]
_LATER = ["lock", "nodes.read", "blobs.get", "blobs.create", "blobs.put", "nodes.write"]
_CALLS = range(len(_LATER) + 1)  # and the unlock


def faulty(store: Store, plan: Plan, *, outcome_timeout: float = 60.0) -> PublishEngine:
    return store.engine_over(
        FaultyCoordination(store.nodes, plan),
        FaultyBlobs(store.blobs, plan),
        outcome_timeout=outcome_timeout,
    )


def words(engine: PublishEngine) -> ListEditor[str]:
    return ListEditor(engine, ListSpec(NAME, str), author="tester")


def prepare(store: Store, *, published: bool) -> list[str]:
    """What is in the list before the change."""
    if published:
        store.seed(["old"])
    return ["old"] if published else []


@pytest.mark.parametrize("published", [False, True], ids=["first", "later"])
def test_the_calls_are_those_counted_here(store: Store, *, published: bool) -> None:
    prepare(store, published=published)
    plan = Plan()
    words(faulty(store, plan)).add("new")
    assert plan.names == [*(_LATER if published else _FIRST), "unlock"]


@pytest.mark.parametrize("published", [False, True], ids=["first", "later"])
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", _CALLS)
@pytest.mark.parametrize("verb", ["add", "replace"])
def test_one_lost_answer_is_got_over(
    store: Store, verb: str, number: int, *, done: bool, published: bool
) -> None:
    before = prepare(store, published=published)
    previous = store.version() if published else None
    editor = words(faulty(store, Plan.failing(number, done=done)))
    if verb == "add":
        result = editor.add("new")
    else:
        result = editor.replace((*before, "new"), expected=previous)
    assert result == PublishResult(1, result.version, previous)
    assert store.version() == result.version
    assert store.document() == [*before, "new"]
    assert store.versions() == [*filter(None, [previous]), result.version]


@pytest.mark.parametrize("published", [False, True], ids=["first", "later"])
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", _CALLS)
def test_a_store_that_stays_away_leaves_the_old_value_or_the_new_one(
    store: Store, number: int, *, done: bool, published: bool
) -> None:
    before = prepare(store, published=published)
    previous = store.version() if published else None
    plan = Plan.failing(number, done=done, for_good=True)
    editor = words(faulty(store, plan, outcome_timeout=0.05))
    writing, leaving = 5, 6
    if number < writing:
        with pytest.raises(UnavailableError):
            editor.add("new")
    elif number == writing:
        with pytest.raises(OutcomeUnknownError) as caught:
            editor.add("new")
        assert (caught.value.version == store.version()) is done
    else:
        # Who cannot give the lock back has published all the same.
        assert editor.add("new").version == store.version()
    landed = (number, done) >= (writing, True) or number == leaving
    assert store.version() == previous or landed
    if landed:
        assert store.document() == [*before, "new"]
    words(store.engine).add("next")
    assert store.document() == [*before, *(["new"] if landed else []), "next"]


@pytest.mark.parametrize("verb", ["roll back", "clear"])
def test_roll_back_and_clear_publish_once_however_the_answer_gets_lost(
    store: Store, verb: str
) -> None:
    first, second = store.seed(["a"]), store.seed(["b"])
    engine = faulty(store, Plan(lose_answers_of("nodes.write", times=1)))
    if verb == "clear":
        result = words(engine).clear()
    else:
        body = engine.body(NAME, first)[1]
        result = engine.change(NAME, lambda _: Change(body, 1), author="t", replaces_all=True)
    assert store.versions() == [first, second, result.version]


def lose_answers_of(
    name: str,
    *,
    times: int,
    done: bool = True,
    meanwhile: Callable[[], object] = lambda: None,
) -> Callable[[Call], None]:
    left = times

    def act(call: Call) -> None:
        nonlocal left
        if (call.name, call.done) == (name, done) and left > 0:
            left -= 1
            meanwhile()
            raise UnavailableError("the answer was lost")

    return act


class TestSomebodyWithoutTheLockWrote:
    """A writer whose lock had lapsed, between our write and the look at what became of it."""

    @staticmethod
    def other(store: Store) -> ListEditor[str]:
        return words(store.engine_over(LapsedLocks(store.nodes), store.blobs))

    @pytest.mark.parametrize("followers", [1, 2, 3])
    def test_after_ours_had_landed(self, store: Store, followers: int) -> None:
        first = store.seed(["old"])

        def meanwhile() -> None:
            for number in range(followers):
                self.other(store).add(f"other {number}")

        act = lose_answers_of("nodes.write", times=1, meanwhile=meanwhile)
        result = words(faulty(store, Plan(act))).add("new")
        assert result == PublishResult(1, result.version, first)
        assert store.document() == ["old", "new", *(f"other {n}" for n in range(followers))]
        assert store.versions()[:2] == [first, result.version]

    @pytest.mark.parametrize("followers", [1, 2])
    @pytest.mark.parametrize("published", [False, True], ids=["first", "later"])
    def test_before_ours_could_land(self, store: Store, followers: int, *, published: bool) -> None:
        before = prepare(store, published=published)

        def meanwhile() -> None:
            for number in range(followers):
                self.other(store).add(f"other {number}")

        act = lose_answers_of("nodes.write", times=1, done=False, meanwhile=meanwhile)
        result = words(faulty(store, Plan(act))).add("new")
        assert store.document() == [*before, *(f"other {n}" for n in range(followers)), "new"]
        assert store.version() == result.version

    def test_without_any_lost_answer(self, store: Store) -> None:
        store.seed(["old"])
        plan = Plan()

        def act(call: Call) -> None:
            if call == (5, "nodes.write", False):
                self.other(store).add("other")

        plan.act = act
        words(faulty(store, plan)).add("new")
        assert store.document() == ["old", "other", "new"]

    def test_and_again_each_time(self, store: Store) -> None:
        store.seed([])
        number = 0

        def act(call: Call) -> None:
            nonlocal number
            if (call.name, call.done) == ("nodes.write", False):
                number += 1
                self.other(store).add(f"other {number}")

        with pytest.raises(ConflictError):
            words(faulty(store, Plan(act))).add("new")
        assert store.document() == [f"other {n + 1}" for n in range(number)]

    def test_and_was_kingpin_before_ours_could_land(self, store: Store) -> None:
        store.seed(["old"])
        act = lose_answers_of(
            "nodes.write",
            times=1,
            done=False,
            meanwhile=lambda: store.kingpin_writes(b'["kingpin"]', "1795293399.5"),
        )
        # One write since, and not ours: that is certain.
        words(faulty(store, Plan(act))).add("new")
        assert store.document() == ["kingpin", "new"]

    def test_and_was_kingpin_so_that_nobody_can_tell(self, store: Store) -> None:
        store.seed(["old"])
        act = lose_answers_of(
            "nodes.write",
            times=1,
            meanwhile=lambda: store.kingpin_writes(b'["kingpin"]', "1795293399.5"),
        )
        with pytest.raises(OutcomeUnknownError) as caught:
            words(faulty(store, Plan(act))).add("new")
        assert caught.value.version in store.versions()

    def test_and_deleted_the_node(self, store: Store) -> None:
        store.seed(["old"])
        act = lose_answers_of(
            "nodes.write", times=1, meanwhile=lambda: store.nodes.delete(NAME.node)
        )
        with pytest.raises(OutcomeUnknownError) as caught:
            words(faulty(store, Plan(act))).add("new")
        assert isinstance(caught.value.__cause__, NodeNotFoundError)


def test_looking_up_the_outcome_is_tried_again_too(store: Store) -> None:
    store.seed(["old"])
    losses = 0

    def act(call: Call) -> None:
        nonlocal losses
        # The write lands unanswered; then the reads that look for it fail twice.
        wanted = ("nodes.write", True) if losses == 0 else ("nodes.read", False)
        if (call.name, call.done) == wanted and losses < 3 and call.number > 2:
            losses += 1
            raise UnavailableError("injected")

    result = words(faulty(store, Plan(act))).add("new")
    assert losses == 3
    assert result.changed == 1
    assert store.version() == result.version
