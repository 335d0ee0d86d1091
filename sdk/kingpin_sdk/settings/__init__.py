"""Flags, environment and TOML file, checked once into frozen settings.

This and ``files.layout`` are the only readers of the environment. No network library is imported:
the URLs stay values until ``wiring`` opens what they name.
"""

from kingpin_sdk.settings._editor import editor_command
from kingpin_sdk.settings._keys import KEYS, Key, Settings
from kingpin_sdk.settings._kingpin_flags import kingpin_flags
from kingpin_sdk.settings._load import Needs, load_settings
from kingpin_sdk.settings._parsers import HttpAddress
from kingpin_sdk.settings._services import ServiceSettings, parse_service
from kingpin_sdk.settings._urls import BlobsUrl, CoordinationUrl, LocalDirUrl, S3Url, ZooKeeperUrl

__all__ = [
    "KEYS",
    "BlobsUrl",
    "CoordinationUrl",
    "HttpAddress",
    "Key",
    "LocalDirUrl",
    "Needs",
    "S3Url",
    "ServiceSettings",
    "Settings",
    "ZooKeeperUrl",
    "editor_command",
    "kingpin_flags",
    "load_settings",
    "parse_service",
]
