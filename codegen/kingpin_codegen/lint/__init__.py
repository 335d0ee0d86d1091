"""Judges IDL by more than the compiler's rules. Pure."""

from kingpin_codegen.lint._checks import CHECKS, Check
from kingpin_codegen.lint._finding import LintFinding
from kingpin_codegen.lint._lint import lint
from kingpin_codegen.lint._settings import LintSettings
from kingpin_codegen.lint._table import SETTING_KEYS, LintSettingsError, read_settings

__all__ = [
    "CHECKS",
    "SETTING_KEYS",
    "Check",
    "LintFinding",
    "LintSettings",
    "LintSettingsError",
    "lint",
    "read_settings",
]
