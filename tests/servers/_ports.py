"""Free ports of 127.0.0.1."""

import random
import socket

# Below the range from which Linux takes the local ports of outgoing connections (32768 and up), so
# that a server which is down for a moment finds its port still free; also with 10,000 added.
_LOWEST, _HIGHEST = 11_000, 22_000

# Not the generator that pytest-randomly seeds: two runs side by side would pick the same ports.
_random = random.SystemRandom()


def free_port(*, offsets: tuple[int, ...] = (0,)) -> int:
    """A port such that port + offset is free at this moment, for each of the offsets."""
    while True:
        port = _random.randint(_LOWEST, _HIGHEST)
        if all(_is_free(port + offset) for offset in offsets):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as sock:
        # As servers do: a port whose old connections linger in TIME_WAIT counts as free.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
