"""Changing configs: planned with a diff and applied as shown, or carried out at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from attrs import frozen

from kingpin_sdk.admin._checks import problems_of
from kingpin_sdk.admin._documents import document_of, is_json, pretty, what_differs
from kingpin_sdk.admin._limits import Limited
from kingpin_sdk.admin._signature import UNSIGNED, Signature, Signed
from kingpin_sdk.admin._specs import spec_of
from kingpin_sdk.admin._verbs import SetWhole, Verb, carry_out
from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import NotAvailableError, RejectedError, SnapshotCorruptError
from kingpin_sdk.formats.metaconfig import NO_LIMITS
from kingpin_sdk.model import Diff, Version
from kingpin_sdk.names import ConfigName
from kingpin_sdk.publishing import Change, Publisher, Rehearsal, Rehearsed

if TYPE_CHECKING:
    from kingpin_sdk.admin._desk import Desk
    from kingpin_sdk.model import PublishResult
    from kingpin_sdk.publishing import Engine
    from kingpin_sdk.spec import Shape

__all__ = ["Changes", "Draft", "Plan"]

_NOBODY = Signed("nobody", "")


@final
@frozen
class Plan:
    """One change that was thought through and not made.

    Attributes:
        name: of what.
        base: the version it was thought through on; None if nothing was ever published.
        body: the new value.
        changed: how many entries differ; 0 means there is nothing to do.
        diff: what differs.
        comment: what the history says unless somebody says something else.
    """

    name: ConfigName
    base: Version | None
    body: bytes
    changed: int
    diff: Diff
    comment: str = ""

    @property
    def pointless(self) -> bool:
        """True if applying it would write nothing."""
        return self.changed == 0 and self.base is not None


@final
@frozen
class Draft:
    """A value as text to be edited.

    Attributes:
        name: of what.
        base: the version it is of; None if nothing was ever published.
        text: the value: JSON, or plain text where KingPin stored that; bytes that are no UTF-8
            stand in it as surrogates.
        is_json: which of the two.
    """

    name: ConfigName
    base: Version | None
    text: str
    is_json: bool


@final
class Changes:
    """Plans and makes changes. Every call blocks; see the editors for what they raise."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def make(
        self,
        name: ConfigName,
        verb: Verb,
        by: Signature = UNSIGNED,
        *,
        shape: Shape | None = None,
    ) -> PublishResult:
        """Carry a verb out as one atomic step, whatever is there by then.

        Raises:
            RequestError: the config's shape does not take it, is not known, or a comment lacks.
            RejectedError: the value would not fit, or is beyond the declared limits.
        """
        signed = self._desk.signing.sign(by)
        spec = spec_of(self._desk, name, shape)
        return carry_out(self._publisher(name, self._desk.engine), spec, verb, signed)

    def plan(self, name: ConfigName, verb: Verb, *, shape: Shape | None = None) -> Plan:
        """Find out what a verb would do.

        Raises:
            RequestError: the config's shape does not take it, or is not known.
            RejectedError: the value would not fit, or is beyond the declared limits.
        """
        spec = spec_of(self._desk, name, shape)
        rehearsal = Rehearsal(self._desk.engine)
        carry_out(self._publisher(name, rehearsal), spec, verb, _NOBODY)
        return _plan_of(rehearsal)

    def shape_of(self, name: ConfigName, said: Shape | None = None) -> Shape:
        """What a config is: as declared, as its value looks, or as somebody says now.

        Raises:
            RequestError: nothing tells, or what is said differs from what is known.
        """
        return spec_of(self._desk, name, said).shape

    def draft(self, name: ConfigName) -> Draft:
        """The current value as text to be edited; an empty one if there is none yet."""
        try:
            base, body = self._desk.engine.body(name)
        except NotAvailableError:
            shape = self._desk.catalog.shape_of(name)
            blank = {"list": "[]\n", "map": "{}\n", "mapped-list": "{}\n"}.get(
                shape or "", "null\n"
            )
            return Draft(name, None, blank, is_json=True)
        if is_json(body):
            return Draft(name, base, pretty(document_of(body, what=str(name))), is_json=True)
        return Draft(name, base, body.decode(errors="surrogateescape"), is_json=False)

    def plan_text(self, draft: Draft, text: str, *, shape: Shape | None = None) -> Plan:
        """Find out what an edited text would change.

        Raises:
            RejectedError: it is no JSON where JSON stood, or does not fit.
            RequestError: the shape is not known.
        """
        if not draft.is_json:
            return self._plan_body(draft, text.encode(errors="surrogateescape"))
        try:
            value = parse_json(text.encode("utf-8", "surrogateescape"), what="the text")
        except SnapshotCorruptError as error:
            raise RejectedError(str(draft.name), {"$": str(error)}) from error
        return self.plan(draft.name, SetWhole(value), shape=shape)

    def plan_roll_back(self, name: ConfigName, version: Version) -> Plan:
        """Find out what going back to a version would change; it always writes.

        Raises:
            BlobNotFoundError: the history has no such version.
        """
        rehearsal = Rehearsal(self._desk.engine)
        self._publisher(name, rehearsal).roll_back(name, version)
        return _plan_of(rehearsal, comment=f"roll back to {version}")

    def apply(self, plan: Plan, by: Signature = UNSIGNED) -> PublishResult:
        """Publish exactly what was planned.

        Raises:
            ConflictError: the config has moved since.
            RequestError: a comment lacks.
        """
        signed = self._desk.signing.sign(Signature(by.author, by.comment or plan.comment))
        return self._desk.engine.change(
            plan.name,
            lambda _: Change(plan.body, plan.changed),
            author=signed.author,
            comment=signed.comment,
            expected=plan.base,
            replaces_all=True,
        )

    def put(self, name: ConfigName, body: bytes, by: Signature = UNSIGNED) -> PublishResult:
        """Publish a body as it is, if it differs and is what the metaconfig declares.

        Raises:
            RejectedError: it has not the declared shape, or is beyond the declared limits.
            RequestError: a comment lacks.
        """
        signed = self._desk.signing.sign(by)
        declared = self._desk.catalog.declared(name)
        if declared is not None and declared.shape is not None:
            spec = spec_of(self._desk, name, None)
            if problems := problems_of(spec, body):
                raise RejectedError(f"{name.short} is no {declared.shape}", problems)
        return self._limited(name, self._desk.engine).change(
            name,
            lambda old: Change(body, int(old != body)),
            author=signed.author,
            comment=signed.comment,
            replaces_all=True,
        )

    def landed(self, plan: Plan) -> Version | None:
        """Where a plan was published whose applying was interrupted; None if it was not."""
        try:
            version, body = self._desk.engine.body(plan.name)
        except NotAvailableError:
            return None
        return version if version != plan.base and body == plan.body else None

    def roll_back(
        self, name: ConfigName, version: Version, by: Signature = UNSIGNED
    ) -> PublishResult:
        """Publish an old version's value as a new version, whatever is there by then.

        Raises:
            BlobNotFoundError: the history has no such version.
            RequestError: a comment lacks.
        """
        signed = self._desk.signing.sign(by)
        publisher = self._publisher(name, self._desk.engine)
        return publisher.roll_back(name, version, author=signed.author, comment=signed.comment)

    def _plan_body(self, draft: Draft, body: bytes) -> Plan:
        rehearsal = Rehearsal(self._desk.engine)
        self._limited(draft.name, rehearsal).change(
            draft.name, lambda old: Change(body, int(body != old)), author=""
        )
        return _plan_of(rehearsal)

    def _publisher(self, name: ConfigName, engine: Engine) -> Publisher:
        author = self._desk.signing.author
        return Publisher(self._limited(name, engine), author=author, close=lambda: None)

    def _limited(self, name: ConfigName, engine: Engine) -> Engine:
        declared = self._desk.catalog.declared(name)
        return Limited(engine, NO_LIMITS if declared is None else declared.limits)


def _plan_of(rehearsal: Rehearsal, *, comment: str = "") -> Plan:
    last = rehearsal.last
    assert isinstance(last, Rehearsed), "every verb changes once"  # noqa: S101 - a bug, no input
    assert isinstance(last.name, ConfigName)  # noqa: S101 - a bug, no input
    return Plan(
        name=last.name,
        base=last.base,
        body=last.change.body,
        changed=last.change.changed,
        diff=what_differs(last.old, last.change.body, what=str(last.name)),
        comment=comment,
    )
