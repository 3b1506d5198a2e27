"""A small real mail server on a local port, which refuses, hangs or takes what it is sent."""

from __future__ import annotations

import socketserver
import threading
from dataclasses import dataclass, field
from types import TracebackType


@dataclass
class MailServer:
    """Use as a context manager. `refuse` maps a recipient to the reply it gets; `mails` are the texts it took."""

    refuse: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    mails: list[str] = field(default_factory=list)

    def __enter__(self) -> MailServer:
        owner = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                owner.talk(self)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()

    def talk(self, client: socketserver.StreamRequestHandler) -> None:
        def say(line: str) -> None:
            client.wfile.write(line.encode() + b"\r\n")

        if self.silent:
            client.rfile.read()  # until the other side gives up
            return
        say("220 test")
        while line := client.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                say(next((reply for who, reply in self.refuse.items() if who in line), "250 ok"))
            elif verb == "DATA":
                say("354 go on")
                say(self.take(client))
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def take(self, client: socketserver.StreamRequestHandler) -> str:
        lines: list[str] = []
        while (line := client.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line)
        self.mails.append("".join(lines))
        return "250 taken"
