"""Two public data sets as configs: the Public Suffix List and the countries of ISO 3166-1."""

import json
from pathlib import Path

import attrs

from kingpin_sdk import ManagedHashMap, ManagedList

__all__ = ["Country", "countries", "country_view", "suffix_view", "suffixes"]

_SUFFIXES = Path("/usr/share/publicsuffix/public_suffix_list.dat")
_COUNTRIES = Path("/usr/share/iso-codes/json/iso_3166-1.json")


@attrs.frozen
class Country:
    """One country, as the package iso-codes has it."""

    alpha_2: str
    alpha_3: str
    name: str
    numeric: str
    flag: str
    official_name: str | None = None
    common_name: str | None = None


def suffixes() -> list[str]:
    """The rules of the list, in its order."""
    lines = _SUFFIXES.read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines if line.strip() and not line.startswith("//")]


def countries() -> dict[str, Country]:
    """The countries by their two letters."""
    entries: list[dict[str, str]] = json.loads(_COUNTRIES.read_bytes())["3166-1"]
    return {entry["alpha_2"]: Country(**entry) for entry in entries}


def suffix_view(root: Path) -> ManagedList[str]:
    return ManagedList("public", "suffixes", str, root=root)


def country_view(root: Path) -> ManagedHashMap[str, Country]:
    return ManagedHashMap("public", "countries", str, Country, root=root)
