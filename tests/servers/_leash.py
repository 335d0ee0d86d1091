"""Run as a script: become a command that dies with the process that started it.

    python -I -S _leash.py STARTER_PID COMMAND...

Linux forgets a parent-death signal on fork but keeps it over exec, so this small program can ask
for it and then turn into the server, under the same process id. Doing it here and not in Popen's
preexec_fn keeps Python from running in a child forked out of a process that has threads.

The kernel sends the signal when the *thread* that started this one ends: start servers from a
thread that outlives their use, as pytest's main thread does.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Take the leash, check that the starter still holds it, and exec the command."""
    starter, command = int(sys.argv[1]), sys.argv[2:]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
    # A starter that died before the call above sends no signal any more.
    if os.getppid() != starter:
        sys.exit("the starting process is gone")
    os.execvp(command[0], command)  # noqa: S606 - the suite names its own commands


if __name__ == "__main__":
    main()
