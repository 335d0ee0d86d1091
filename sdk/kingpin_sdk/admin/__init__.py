"""What people do with configs: one set of use cases for the command line, the console and pages.

``Admin`` holds them by what they are about. They take and give typed, frozen values, decide
everything (what exists, what fits, who signs), and know nothing of how it is shown; where an error
names the way out, it is the command's. A change is
either made at once (``changes.make``), or planned, shown with its diff and applied exactly so
(``changes.plan``, ``changes.apply``).
"""

from kingpin_sdk.admin._admin import Admin
from kingpin_sdk.admin._audit import Entry, Question
from kingpin_sdk.admin._changes import Draft, Plan
from kingpin_sdk.admin._checks import Checked, named_object, problems_of, spec_for, specs_in
from kingpin_sdk.admin._configs import Card, Hit, Listed, Shown
from kingpin_sdk.admin._finding import member_named
from kingpin_sdk.admin._lines import Bundle, parse_lines
from kingpin_sdk.admin._signature import UNSIGNED, Signature, Signing
from kingpin_sdk.admin._specs import DECIDER
from kingpin_sdk.admin._transfer import Imported
from kingpin_sdk.admin._verbs import AddItems, RemoveEntry, RemoveItems, SetEntry, SetWhole, Verb
from kingpin_sdk.admin._versions import Compared

__all__ = [
    "DECIDER",
    "UNSIGNED",
    "AddItems",
    "Admin",
    "Bundle",
    "Card",
    "Checked",
    "Compared",
    "Draft",
    "Entry",
    "Hit",
    "Imported",
    "Listed",
    "Plan",
    "Question",
    "RemoveEntry",
    "RemoveItems",
    "SetEntry",
    "SetWhole",
    "Shown",
    "Signature",
    "Signing",
    "Verb",
    "member_named",
    "named_object",
    "parse_lines",
    "problems_of",
    "spec_for",
    "specs_in",
]
