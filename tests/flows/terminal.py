"""A real terminal (tmux) with a program in it, and somebody at its keys."""

from __future__ import annotations

import shlex
import subprocess
import sys
import uuid
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, final

from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Terminal"]

_PATIENCE = 30.0


@final
class Terminal:
    """Use it in a ``with`` block, whose end ends the terminal and what runs in it.

    Args:
        folder: the working folder; the terminal's socket is there, too.
        environment: of the program.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {
            "TERM": "screen-256color",
            **environment,
            "PATH": f"{Path(sys.executable).parent}:{environment['PATH']}",
        }
        # A server that is ending must not be asked again.
        self._socket = str(folder / f"tmux-{uuid.uuid4().hex[:6]}")
        self._seen: Counter[str] = Counter()

    def run(self, *words: str) -> None:
        """Start a program; a shell stays behind it and says how it ended."""
        # Ctrl-C reaches the shell, too, which is to stay.
        script = f"trap : INT; {shlex.join(words)}; echo ended with $?; exec cat"
        self._tmux("new-session", "-d", "-x", "180", "-y", "50", "sh", "-c", script)

    def type(self, text: str) -> None:
        """Type a line and press Enter."""
        if text:
            self._tmux("send-keys", "-l", text)
        self.press("Enter")

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names: Tab, C-c, C-u."""
        self._tmux("send-keys", *keys)

    def expect(self, text: str, *, timeout: float = _PATIENCE) -> None:
        """Wait until a text is there that was not there the last time it was expected."""
        # tmux cuts blanks off the ends of lines.
        text = text.rstrip()

        def more() -> bool:
            return self.screen().count(text) > self._seen[text]

        try:
            wait_until(more, timeout=timeout, what=f"the terminal shows {text!r}")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.screen()}") from None
        self._seen[text] = self.screen().count(text)

    def answer(self, question: str, text: str) -> None:
        """Wait for a question, and answer it."""
        self.expect(question)
        self.type(text)

    def wait_until_busy(self) -> None:
        """Wait until the program asks nothing: keys are the terminal's then, Ctrl-C a signal."""
        tty = self._tmux("display-message", "-p", "#{pane_tty}").strip()

        def cooked() -> bool:
            shown = subprocess.run(
                ["stty", "-F", tty, "-a"], capture_output=True, text=True, check=True
            ).stdout.split()
            return "isig" in shown and "icanon" in shown

        wait_until(cooked, timeout=_PATIENCE, what="the program asks nothing")

    def screen(self) -> str:
        """Everything that was shown, wrapped lines joined."""
        return self._tmux("capture-pane", "-p", "-J", "-S", "-")

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._tmux("kill-server")

    def _tmux(self, *words: str) -> str:
        command = ["tmux", "-f", "/dev/null", "-S", self._socket, *words]
        done = subprocess.run(
            command,
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=True,
        )
        return done.stdout
