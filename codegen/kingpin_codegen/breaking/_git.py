"""IDL as a git commit has it."""

from __future__ import annotations

import os
import posixpath
import subprocess
from pathlib import Path
from typing import Final, final

__all__ = ["GitError", "GitFiles"]

_SYMLINK: Final = "120000"
_MOST_LINKS: Final = 40


class GitError(Exception):
    """git is not there, or does not know the revision; the message is one line."""


@final
class GitFiles:
    """The files of one commit, for `load`.

    A path is ``git:REF:path``, with the path from the top of the work tree.
    """

    def __init__(self, revision: str, folder: str) -> None:
        """Look a commit up.

        Args:
            revision: what git takes as one: a branch, a tag, ``HEAD~3``.
            folder: any folder of the work tree.

        Raises:
            GitError: no work tree, or no such commit.
        """
        self._folder = folder
        self.top = self._git("rev-parse", "--show-toplevel").decode().strip()
        wanted = f"{revision}^{{commit}}"
        try:
            commit = self._git("rev-parse", "--verify", "--end-of-options", wanted)
        except GitError as error:
            raise GitError(f"git: no commit {revision!r}") from error
        self._commit = commit.decode().strip()
        self._prefix = f"git:{revision}:"
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", self._commit)
        self._modes = dict(_entries(listed.decode(errors="surrogateescape")))

    def path(self, file: str) -> str:
        """The path of a file of the work tree as this commit has it.

        Raises:
            GitError: the file is outside of the work tree.
        """
        inside = os.path.relpath(os.path.realpath(file), os.path.realpath(self.top))
        if inside.startswith(".."):
            raise GitError(f"{file} is not in the work tree {self.top}")
        return self._prefix + Path(inside).as_posix()

    def real_path(self, path: str) -> str | None:
        """See `Files`: links are followed as far as they stay in the commit."""
        at = posixpath.normpath(path.removeprefix(self._prefix))
        for _ in range(_MOST_LINKS):
            mode = self._modes.get(at)
            if mode != _SYMLINK:
                return at if mode is not None else None
            target = self.read(at).decode(errors="surrogateescape")
            at = posixpath.normpath(posixpath.join(posixpath.dirname(at), target))
        return None

    def exists(self, path: str) -> bool:
        """See `Files`."""
        at = posixpath.normpath(path.removeprefix(self._prefix))
        # The commit lists files only; a folder is what stands before one.
        return at in self._modes or any(file.startswith(f"{at}/") for file in self._modes)

    def read(self, real_path: str) -> bytes:
        """See `Files`."""
        return self._git("cat-file", "blob", f"{self._commit}:{real_path}")

    def _git(self, *arguments: str) -> bytes:
        command = ["git", "-C", self._folder, *arguments]
        try:
            done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        except OSError as error:
            raise GitError(f"cannot run git: {error.strerror or error}") from error
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip().splitlines() or ["it failed"]
            raise GitError(f"git {arguments[0]}: {words[0]}")
        return done.stdout


def _entries(listed: str) -> list[tuple[str, str]]:
    """Path and mode of each line of ``git ls-tree -z``."""
    entries: list[tuple[str, str]] = []
    for line in filter(None, listed.split("\0")):
        facts, _, path = line.partition("\t")
        entries.append((path, facts.split(" ", 1)[0]))
    return entries
