"""A mail server of the tests' own: takes every mail and keeps it in memory."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

ANSWERS = {
    b"EHLO": b"250 localhost",
    b"HELO": b"250 localhost",
    b"MAIL": b"250 sender ok",
    b"RCPT": b"250 recipient ok",
    b"RSET": b"250 ok",
    b"NOOP": b"250 ok",
    b"QUIT": b"221 bye",
}


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of the loopback address; takes `seconds_a_mail` over each before it says yes."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, seconds_a_mail: float = 0.0) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.port: int = self.server_address[1]
        self.seconds_a_mail = seconds_a_mail
        self._mails: list[EmailMessage] = []
        self._lock = threading.Lock()

    @property
    def mails(self) -> list[EmailMessage]:
        """Everything that it said yes to or was about to, in order."""
        with self._lock:
            return list(self._mails)

    @property
    def recipients(self) -> list[str]:
        """The address on each mail."""
        return [parseaddr(str(mail["To"]))[1] for mail in self.mails]

    def take(self, text: bytes) -> None:
        """Keep a mail."""
        mail = message_from_bytes(text, policy=policy.default)
        with self._lock:
            self._mails.append(mail)
        time.sleep(self.seconds_a_mail)

    def handle_error(self, *_: object) -> None:
        """A sender that was killed in the middle of a sentence is nothing to report."""


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say(b"220 localhost")
        verb = b""
        while verb != b"QUIT" and (line := self.rfile.readline()):
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say(b"354 go on")
                self._take_text()
            else:
                self._say(ANSWERS.get(verb, b"500 what?"))

    def _take_text(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                # The sender broke off in the middle, and so sent nothing.
                return
            lines.append(line.removeprefix(b"."))
        self.server.take(b"".join(lines))
        self._say(b"250 taken")

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@contextmanager
def mail_server(seconds_a_mail: float = 0.0) -> Iterator[MailServer]:
    """Run a mail server for the length of the block."""
    with MailServer(seconds_a_mail) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
