"""The write path: lock, compare, create the blob, set the version.

The only writer of versions and value blobs.

``PublishEngine`` changes one published name; ``Publisher`` puts typed editors, history, diff and
roll back on it. Applications start at ``kingpin_sdk.publish.connect``.
"""

from kingpin_sdk.publishing._changing import UNSET, Change, Engine, ReadsThrough, Unset
from kingpin_sdk.publishing._decider_editor import DeciderEditor
from kingpin_sdk.publishing._diff import diff_documents
from kingpin_sdk.publishing._editor import Editor
from kingpin_sdk.publishing._engine import PublishEngine
from kingpin_sdk.publishing._json_editor import JsonEditor
from kingpin_sdk.publishing._list_editor import ListEditor
from kingpin_sdk.publishing._map_editor import HashMapEditor
from kingpin_sdk.publishing._mapped_list_editor import MappedListEditor
from kingpin_sdk.publishing._publisher import Publisher
from kingpin_sdk.publishing._rehearsal import Rehearsal, Rehearsed

__all__ = [
    "UNSET",
    "Change",
    "DeciderEditor",
    "Editor",
    "Engine",
    "HashMapEditor",
    "JsonEditor",
    "ListEditor",
    "MappedListEditor",
    "PublishEngine",
    "Publisher",
    "ReadsThrough",
    "Rehearsal",
    "Rehearsed",
    "Unset",
    "diff_documents",
]
