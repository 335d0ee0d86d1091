"""From facts to text: templates and the layout of what does not fit a line. Pure."""

from kingpin_codegen.render._render import Renderer

__all__ = ["Renderer"]
