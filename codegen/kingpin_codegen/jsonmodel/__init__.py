"""The model as JSON, for other tools."""

from kingpin_codegen.jsonmodel._jsonmodel import Json, model_json

__all__ = ["Json", "model_json"]
