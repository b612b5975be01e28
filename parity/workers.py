"""Witnesses in processes of their own, with a time limit: what goes wrong there stays there.

Two frameworks in one process disturb each other's threads, and a witness that crashes, hangs or
runs out of memory must cost its own rows only. So each lives in a child, gets one request at a
time, and is started again after it died. Requests and answers are pickles over a pipe.
"""

import contextlib
import gc
import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from typing import Any

from parity.errors import CannotRunError, InputError
from parity.interruption import undisturbed
from parity.witnesses.silence import Silence

START_SECONDS = 120.0  # the first request waits for the framework's import as well
LOOKING_SECONDS = 0.5  # how often a child looks whether its parent is still there
NO_MEMORY = ("can't allocate memory", "out of memory", "resource_exhausted")  # torch, XLA
HOW_TO_GET = {  # module -> distribution, and what brings it
    "torch": ("torch", "gradient-parity[torch]"),
    "jax": ("jax", "gradient-parity[jax]"),
    "optax": ("optax", "gradient-parity[jax]"),
    "flint": ("python-flint", "gradient-parity"),
}


@dataclass
class Worker:
    """One witness's process; `variables` are put into its environment, None takes one away."""

    name: str
    module: str
    variables: Mapping[str, str | None] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    pipe: "Connection[Any, Any] | None" = field(default=None, init=False)
    starting: bool = field(default=True, init=False)  # it has not answered yet
    closing: bool = field(default=False, init=False)

    def ask(self, verb: str, request: Any, seconds: float) -> Any:
        """The answer of verb(request), or the reason why there is none.

        A verb is a function of the witness's module, or of another as "module:function".
        """
        self.tell(verb, request)
        return self.hear(seconds, START_SECONDS * self.starting)

    def tell(self, verb: str, request: Any) -> None:
        """Put a question and do not wait."""
        if self.process is None:
            self.start()
        assert self.pipe is not None
        with contextlib.suppress(OSError):  # it died: the answer says how
            self.pipe.send((verb, request))

    def hear(self, seconds: float, start_seconds: float = 0.0) -> Any:
        """The answer to what it was told."""
        assert self.pipe is not None
        try:
            if not self.pipe.poll(seconds + start_seconds):
                self.stop()
                return Silence(f"{self.name} gave no answer within {seconds:g} s and was stopped")
            answer = self.pipe.recv()
        except (EOFError, OSError):
            return Silence(f"{self.name} {self.cause_of_death()}")
        self.starting = False
        return answer

    def start(self) -> None:
        """A fresh interpreter, so that neither fork nor the caller's __main__ matters.

        It imports the module at once, whether it is asked already or not.
        """
        self.starting = True
        self.pipe, theirs = Pipe()
        handle = theirs.fileno()
        command = [sys.executable, "-m", "parity.workers", str(handle), self.name, self.module]
        variables = {**one_thread(), **self.variables}
        with undisturbed():  # else a process may be there that nobody knows of
            self.process = subprocess.Popen(
                command,
                pass_fds=[handle],
                env={name: value for name, value in variables.items() if value is not None},
                start_new_session=True,
                stdout=subprocess.DEVNULL,  # a user's cost may print; ours is for results
            )
        theirs.close()
        if self.closing:  # interrupted between two requests
            self.process.kill()

    def interrupt(self) -> None:
        """End a request that another thread waits for; that thread then sees the pipe's end."""
        self.closing = True
        if (process := self.process) is not None:
            process.kill()

    def cause_of_death(self) -> str:
        """How the child ended, in words."""
        assert self.process is not None
        code = self.process.wait()
        self.stop()
        if code < 0:
            return f"was killed by {signal.Signals(-code).name}"
        return f"ended with exit code {code}"

    def let_go(self) -> None:
        """In a fork: the child is not this process's to end or to wait for."""
        if self.process is not None:
            self.process.returncode = 0
        if self.pipe is not None:
            self.pipe.close()
        self.process = self.pipe = None

    def stop(self) -> None:
        """End the child now."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        if self.pipe is not None:
            self.pipe.close()
        self.process = self.pipe = None


def one_thread() -> dict[str, str]:
    """Children share the machine: each keeps to one thread, also where libraries choose."""
    here = os.pathsep.join(path for path in sys.path if path)
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    flags = f"{os.environ.get('XLA_FLAGS', '')} --xla_cpu_multi_thread_eigen=false".strip()
    return {**os.environ, **threads, "XLA_FLAGS": flags, "PYTHONPATH": here}


def serve(pipe: "Connection[Any, Any]", name: str, module: str) -> None:
    """Answer requests until the pipe is closed."""
    while True:
        try:
            verb, request = pipe.recv()
        except (EOFError, OSError):
            return
        with contextlib.suppress(BrokenPipeError):  # whoever asked has gone: the next recv ends
            pipe.send(answered(name, module, verb, request))


def answered(name: str, module: str, verb: str, request: Any) -> Any:
    """What the witness says; every failure of it is an answer too."""
    try:
        place, _, function = verb.rpartition(":")
        witness = importlib.import_module(place or module)
    except ImportError as error:
        return Silence(missing(name, error))
    except Exception as error:  # a library of the wrong build may raise anything
        return Silence(f"{name} cannot be imported: {' '.join(str(error).split()):.200}")
    try:
        return getattr(witness, function)(request)
    except ImportError as error:  # of what the verb imports itself
        return Silence(missing(name, error))
    except InputError as error:
        return Silence(str(error), refused=True)
    except CannotRunError as error:
        return Silence(str(error))
    except MemoryError:
        return Silence(f"{name} ran out of memory")
    except Exception as error:  # whatever a witness raises costs its own rows only
        text = " ".join(str(error).split())
        if any(words in text.lower() for words in NO_MEMORY):
            return Silence(f"{name} ran out of memory")
        return Silence(f"{name} raised {type(error).__name__}: {text:.200}")


def missing(name: str, error: ImportError) -> str:
    """Which witness is not there, and how to get it."""
    package = (error.name or "").partition(".")[0]
    if package in HOW_TO_GET:
        distribution, source = HOW_TO_GET[package]
        return f"{distribution} is not installed; get it with pip install '{source}'"
    return f"{name} cannot be imported: {error}"


def end_with(parent: int) -> None:
    """End when the parent has gone, whatever a witness is doing: nobody waits for its answer."""
    while os.getppid() == parent:
        time.sleep(LOOKING_SECONDS)
    os._exit(1)


def main() -> None:
    """A child's life."""
    handle, name, module = sys.argv[1:]
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    gc.disable()  # what is imported stays: nobody need look for waste in it, now or later
    with contextlib.suppress(Exception):  # whoever asks is told
        importlib.import_module(module)
    gc.freeze()
    gc.enable()
    with contextlib.closing(Connection(int(handle))) as pipe:
        serve(pipe, name, module)


if __name__ == "__main__":
    main()
