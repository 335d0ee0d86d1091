"""What a change of IDL breaks: two programs in, changes out. Pure but for `GitFiles`."""

from kingpin_codegen.breaking._breaking import breaking
from kingpin_codegen.breaking._change import Change, Level
from kingpin_codegen.breaking._git import GitError, GitFiles

__all__ = ["Change", "GitError", "GitFiles", "Level", "breaking"]
