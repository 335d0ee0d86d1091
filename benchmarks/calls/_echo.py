"""Run as a script: hosts that answer at once, so cheaply that what is measured is the client.

    python _echo.py HOSTS ANSWER

It listens on as many free ports of loopback as it is told, prints them in one line, and ends with
its standard input. Unframed binary only. A ``ping`` is sent back as its own answer, which differs
from the call in one byte; ``page`` is answered with the message in the file ANSWER, with the call's
number put in. A line ``NUMBER SECONDS`` on standard input makes one host that much slower, from now
on; a line of the same is printed once it is.
"""

import heapq
import os
import select
import socket
import sys
import time
from pathlib import Path

_REPLY = 2
_PIECE = 65536
_NUMBER = slice(12, 16)  # behind four bytes of version, four of a length and a name of four letters


class Hosts:
    """All of them, in one thread.

    Args:
        count: how many.
        page: the answer to ``page``, whose name is as long as the other's.
    """

    def __init__(self, count: int, page: bytes) -> None:
        self.listeners = [socket.create_server(("127.0.0.1", 0), backlog=512) for _ in range(count)]
        self._page = page
        self._epoll = select.epoll()
        self._hosts = {each.fileno(): number for number, each in enumerate(self.listeners)}
        self._peers: dict[int, tuple[socket.socket, int]] = {}
        self._delays = [0.0] * count
        self._late: list[tuple[float, int, bytes]] = []
        for each in (*self.listeners, sys.stdin):
            self._epoll.register(each, select.EPOLLIN)

    def serve(self) -> None:
        """Until standard input ends."""
        poll, order = self._epoll.poll, sys.stdin.fileno()
        while True:
            for fileno, _ in poll(self._until_the_next()):
                if fileno in self._peers:
                    self._answer(fileno)
                elif fileno != order:
                    self._accept(fileno)
                elif not self._obey():
                    return
            while self._late and self._late[0][0] <= time.monotonic():
                _, fileno, answer = heapq.heappop(self._late)
                self._send(fileno, answer)

    def _until_the_next(self) -> float | None:
        return max(0.0, self._late[0][0] - time.monotonic()) if self._late else None

    def _obey(self) -> bool:
        line = os.read(sys.stdin.fileno(), _PIECE).decode()
        if line:
            number, seconds = line.split()
            self._delays[int(number)] = float(seconds)
            print(line, end="", flush=True)
        return bool(line)

    def _accept(self, listener: int) -> None:
        number = self._hosts[listener]
        sock, _ = self.listeners[number].accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._peers[sock.fileno()] = (sock, number)
        self._epoll.register(sock, select.EPOLLIN)

    def _answer(self, fileno: int) -> None:
        sock, host = self._peers[fileno]
        try:
            call = sock.recv(_PIECE)
        except OSError:
            call = b""
        if not call:
            del self._peers[fileno]
            self._epoll.unregister(sock)
            sock.close()
            return
        if call[8:12] == b"ping":
            answer = b"%b%c%b" % (call[:3], _REPLY, call[4:])
        else:
            answer = self._page[: _NUMBER.start] + call[_NUMBER] + self._page[_NUMBER.stop :]
        if self._delays[host]:
            heapq.heappush(self._late, (time.monotonic() + self._delays[host], fileno, answer))
        else:
            self._send(fileno, answer)

    def _send(self, fileno: int, answer: bytes) -> None:
        peer = self._peers.get(fileno)
        if peer is not None:
            peer[0].sendall(answer)


if __name__ == "__main__":
    served = Hosts(int(sys.argv[1]), Path(sys.argv[2]).read_bytes())
    print(*(each.getsockname()[1] for each in served.listeners), flush=True)
    served.serve()
