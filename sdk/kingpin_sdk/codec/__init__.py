"""Bytes to typed values and back: strict, with every problem's path, in KingPin's exact bytes."""

from kingpin_sdk.codec._canonical import canonical_json
from kingpin_sdk.codec._codec import KeyCodec, ValueCodec, codec_for, key_codec_for
from kingpin_sdk.codec._json import parse_json

__all__ = ["KeyCodec", "ValueCodec", "canonical_json", "codec_for", "key_codec_for", "parse_json"]
