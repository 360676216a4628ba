"""Starting a server for a while: wait until it answers, stop it, and leave nothing behind."""

import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self

from tests.servers.programs import Account

PREFIX = "duban-test-"
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


class ServerError(RuntimeError):
    """A server did not start, or stopped by itself; the message ends with the last lines it wrote."""


@contextmanager
def private_directory(name: str, owner: Account | None = None) -> Iterator[Path]:
    """A new directory that only `owner` can read, removed afterwards.

    Its name carries our process number: what a killed run had no time to remove, the next one removes.
    """
    # An unprivileged account cannot enter a temporary directory that root keeps to itself.
    parent = Path("/tmp") if owner else Path(tempfile.gettempdir())  # noqa: S108
    _remove_what_killed_runs_left(parent)
    directory = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{name}-{os.getpid()}-", dir=parent))
    try:
        if owner:
            os.chown(directory, owner.uid, owner.gid)
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    log: Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
    stop_with: signal.Signals = signal.SIGTERM,
    seconds_to_stop: float = 15,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` in a process group of its own for the length of the block, its output going to `log`.

    Afterwards the whole group is gone. It also goes when we are killed and run no further line.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            start_new_session=True,
            preexec_fn=_stop_with_parent(stop_with),
        )
    try:
        yield process
    finally:
        process.send_signal(stop_with)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds_to_stop)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Restartable:
    """A program that is started, killed and started again; at the end of its block nothing of it is left.

    `starts` runs it once, as `running` does.
    """

    def __init__(self, starts: Callable[[], AbstractContextManager[subprocess.Popen[bytes]]]) -> None:
        self._starts = starts
        self._life = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process that was started last; raises `ServerError` where none was."""
        if self._process is None:
            raise ServerError("It was never started.")
        return self._process

    def start(self) -> None:
        """Begin a new life, after whatever is left of the one before has gone."""
        self.end()
        self._process = self._life.enter_context(self._starts())

    def kill(self, with_signal: signal.Signals = signal.SIGKILL) -> None:
        """End the process itself, at once and without a chance to tidy up."""
        self.process.send_signal(with_signal)
        self.process.wait(30)

    def kill_all(self) -> None:
        """End the process and all its children at once, as a container's end does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let it hang for the length of the block: it is there, and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """Stop it, if it runs, and everything that it started."""
        self._life.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def wait_until(
    condition: Callable[[], bool],
    *,
    process: subprocess.Popen[bytes],
    log: Path,
    what: str,
    seconds: float = 30,
) -> None:
    """Return when `condition` holds.

    Raises:
        ServerError: the process ended, or `seconds` passed.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if process.poll() is not None:
            raise ServerError(f"{what}: ended with {process.returncode}\n{tail(log)}")
        if time.monotonic() > deadline:
            raise ServerError(f"{what}: nothing after {seconds} seconds\n{tail(log)}")
        time.sleep(0.05)


def tail(log: Path, lines: int = 40) -> str:
    """The last lines of a server's output."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def free_port() -> int:
    """A TCP port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _stop_with_parent(stop_with: signal.Signals) -> Callable[[], None] | None:
    """What a child does before it starts: ask Linux for a signal when its parent is gone."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(SET_PARENT_DEATH_SIGNAL, int(stop_with))

    return ask


def _remove_what_killed_runs_left(parent: Path) -> None:
    for directory in parent.glob(f"{PREFIX}*"):
        owner = re.match(rf"{PREFIX}\w+-(\d+)-", directory.name)
        if owner and not _is_alive(int(owner.group(1))):
            shutil.rmtree(directory, ignore_errors=True)


def _is_alive(process_number: int) -> bool:
    try:
        os.kill(process_number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
