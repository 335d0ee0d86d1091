"""From what is known to what should be followed: pure, and the same on every box.

Dependencies hold metaconfigs and other dependencies, shared and cyclic ones included; metaconfigs
hold sections; a section leads to one local file. What cannot be followed is left out and reported;
the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from attrs import field, frozen

from kingpin_sdk.errors import InvalidNameError
from kingpin_sdk.files.layout import DEFAULT_CONFIG_ROOT, DEFAULT_SERVERSET_ROOT
from kingpin_sdk.formats.metaconfig import (
    NO_LIMITS,
    Section,
    config_limits,
    shrink_limits,
)
from kingpin_sdk.names import DependencyName, MetaconfigName
from kingpin_sdk.spec import Shape
from kingpin_sdk.sync._subjects import ConfigFile, Dependency, Metaconfig, ServersetFile, Subject

__all__ = [
    "Follow",
    "Knowledge",
    "Step",
    "Unfollow",
    "Wanted",
    "allowed_folders",
    "steps",
    "wanted",
]


@frozen
class Knowledge:
    """Everything learnt so far that decides what to follow.

    Attributes:
        roots: the dependencies this monitor was told to follow.
        folders: the local roots; a section may name them, or KingPin's own, and no other folder.
        members: dependency -> names of its children, as last seen; left out while nothing was seen.
        sections: metaconfig -> its last good sections; left out while there are none.
    """

    roots: Sequence[DependencyName]
    folders: frozenset[str]
    members: Mapping[DependencyName, Sequence[str]]
    sections: Mapping[MetaconfigName, Sequence[Section]]


@frozen
class Wanted:
    """What should be followed now.

    Attributes:
        subjects: by key.
        problems: name -> what is wrong with it.
        remarks: name -> what is as it is, without anything being wrong.
    """

    subjects: Mapping[str, Subject] = field(factory=dict[str, Subject])
    problems: Mapping[str, str] = field(factory=dict[str, str])
    remarks: Mapping[str, str] = field(factory=dict[str, str])


@frozen
class Follow:
    """Begin with a subject.

    Attributes:
        subject: which.
        afresh: its file came from another source before: a version that looks equal proves nothing.
    """

    subject: Subject
    afresh: bool = False


@frozen
class Unfollow:
    """Let go of a subject; its file stays."""

    subject: Subject


Step: TypeAlias = Follow | Unfollow


def wanted(known: Knowledge) -> Wanted:
    """Everything to follow, by what is known."""
    subjects: dict[str, Subject] = {}
    problems: dict[str, str] = {}
    remarks: dict[str, str] = {}
    for found in _expand(known, problems, remarks):
        subjects[found.key] = found
    metaconfigs = sorted(each.name for each in subjects.values() if isinstance(each, Metaconfig))
    claims: list[_Claim] = []
    for name in metaconfigs:
        for index, section in enumerate(known.sections.get(name, ())):
            place = f"{name}[{index}]"
            if section.folder not in known.folders:
                problems[place] = "its -f names a folder that is not synced"
            elif section.kind == "serverset":
                claims.append(_Claim(name, index, _serverset_file(section, place, problems)))
            else:
                claims.append(_Claim(name, index, _config_file(section, place, problems)))
    for file in _settle(claims, problems):
        subjects[file.key] = file
    return Wanted(subjects, problems, remarks)


def steps(followed: Mapping[str, Subject], now: Wanted) -> Iterator[Step]:
    """How to get from what is followed to what should be; what is let go comes first."""
    for key, subject in followed.items():
        if now.subjects.get(key) != subject:
            yield Unfollow(subject)
    for key, subject in now.subjects.items():
        before = followed.get(key)
        if before != subject:
            yield Follow(subject, afresh=_other_source(before, subject))


def allowed_folders(config_root: str, serverset_root: str) -> frozenset[str]:
    """The folders a section may name: KingPin's two and ours."""
    return frozenset({DEFAULT_CONFIG_ROOT, DEFAULT_SERVERSET_ROOT, config_root, serverset_root})


@frozen
class _Claim:
    metaconfig: MetaconfigName
    index: int
    file: ConfigFile | ServersetFile

    @property
    def place(self) -> str:
        return f"{self.metaconfig}[{self.index}]"

    @property
    def rank(self) -> tuple[bool, str, int]:
        """Who comes first, alike on every box: whom the file is named after, then by name."""
        own = self.file.node[1:].replace("/", ".") == self.file.file_name
        return (not own, str(self.metaconfig), self.index)


def _config_file(section: Section, place: str, problems: dict[str, str]) -> ConfigFile:
    shape = section.extra.get("shape")
    try:
        limits = config_limits(section)
    except ValueError as error:
        # The rules that ask for no declaration hold all the same.
        problems[place] = str(error)
        limits = NO_LIMITS
    return ConfigFile(
        file_name=section.file_name,
        node=section.zk_path,
        blob_base=section.blob_base,
        # A shape of a later release is not understood here, so nothing is declared.
        shape=next((each for each in Shape if each == shape), None),
        max_wait=section.max_wait,
        limits=limits,
    )


def _serverset_file(section: Section, place: str, problems: dict[str, str]) -> ServersetFile:
    try:
        ratio, minimum = shrink_limits(section)
    except ValueError as error:
        # The guard has defaults: the set is synced all the same.
        problems[place] = str(error)
        ratio, minimum = section.ratio, section.minimum
    return ServersetFile(section.file_name, section.zk_path, section.max_wait, ratio, minimum)


def _settle(
    claims: Sequence[_Claim], problems: dict[str, str]
) -> Iterator[ConfigFile | ServersetFile]:
    holders: dict[str, _Claim] = {}
    for claim in sorted(claims, key=lambda each: each.rank):
        holder = holders.setdefault(claim.file.key, claim)
        if holder.file != claim.file:
            problems[claim.place] = f"{claim.file.file_name} is claimed by {holder.place} already"
    for holder in holders.values():
        yield holder.file


def _other_source(before: Subject | None, now: Subject) -> bool:
    match before, now:
        case ConfigFile(), ConfigFile():
            return (before.node, before.blob_base) != (now.node, now.blob_base)
        case ServersetFile(), ServersetFile():
            return before.node != now.node
        case _:
            return False


def _expand(
    known: Knowledge, problems: dict[str, str], remarks: dict[str, str]
) -> Iterator[Dependency | Metaconfig]:
    """Everything below the roots, each dependency once; the walk keeps its own stack."""
    seen: set[DependencyName] = set()
    for root in known.roots:
        # The names on the way down from the root, each with the members still to visit.
        way: dict[DependencyName, Iterator[str]] = {}
        yield from _enter(root, way, seen, known)
        while way:
            parent = next(reversed(way))
            text = next(way[parent], None)
            if text is None:
                del way[parent]
                continue
            member = _member(parent, text, problems)
            if isinstance(member, MetaconfigName):
                yield Metaconfig(member)
            elif member in way:
                remarks[str(member)] = f"is a member of itself, by way of {parent}"
            elif member is not None:
                yield from _enter(member, way, seen, known)


def _enter(
    name: DependencyName,
    way: dict[DependencyName, Iterator[str]],
    seen: set[DependencyName],
    known: Knowledge,
) -> Iterator[Dependency]:
    if name not in seen:
        seen.add(name)
        way[name] = iter(known.members.get(name, ()))
        yield Dependency(name)


def _member(
    parent: DependencyName, text: str, problems: dict[str, str]
) -> DependencyName | MetaconfigName | None:
    try:
        return DependencyName(text) if text.endswith(".dep") else MetaconfigName(text)
    except InvalidNameError as error:
        problems[f"{parent}/{text}"] = str(error)
        return None
