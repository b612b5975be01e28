"""Debian's Chromium without a window, driven over the pipe that its DevTools protocol offers.

No library is needed for that: a command is a JSON object that ends in a zero byte, and so is an
answer. Chromium reads them from file descriptor 3 and writes to 4.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",  # which root in a container cannot have; nothing is opened but our own page
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
)
KEYS = {"Enter": ("Enter", 13, "\r"), "Space": (" ", 32, " "), "Tab": ("Tab", 9, "")}
PATIENCE = 60.0  # seconds; for a machine that is busy with other tests


def installed() -> str | None:
    """Where Chromium is, if it is there."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Tab:
    """One page: what it is asked, and all that it reported."""

    def __init__(self, requests: int, answers: int) -> None:
        self._requests, self._answers = requests, answers
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []

    def attach(self) -> None:
        """Open a tab, and listen to what it reports."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command, and its answer; events that come in between are kept."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._requests, json.dumps(message).encode() + b"\0")
        while (said := self.hear()).get("id") != self._number:
            self.events.append(said)
        assert "error" not in said, f"{method}: {said.get('error')}"
        result: dict[str, Any] = said["result"]
        return result

    def hear(self) -> dict[str, Any]:
        """The next message."""
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], max(end - time.monotonic(), 0))
            assert ready, f"Chromium said nothing for {PATIENCE:g} s"
            part = os.read(self._answers, 2**20)
            assert part, "Chromium has ended"
            self._buffer += part
        message, _, self._buffer = self._buffer.partition(b"\0")
        said: dict[str, Any] = json.loads(message)
        return said

    def open(
        self, path: Path, *, width: int = 1400, dark: bool = False, scripts: bool = True
    ) -> None:
        """A file, in a window of that width."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        self.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.events.clear()
        self.ask("Page.navigate", url=path.resolve().as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self.hear())

    def value(self, expression: str) -> Any:
        """What JavaScript makes of the expression in the page."""
        answer = self.ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """A key, as from a keyboard."""
        name, code, text = KEYS[key]
        known = {"key": name, "code": key, "windowsVirtualKeyCode": code}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **known)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **known)

    def write(self, text: str) -> None:
        """Text into whatever has the focus."""
        self.ask("Input.insertText", text=text)

    def complaints(self) -> list[str]:
        """Errors and warnings of the console, and exceptions."""
        self.value("1")  # whatever is on its way has come
        return [
            json.dumps(event["params"])
            for event in self.events
            if event["method"]
            in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        ]

    def requests(self) -> list[str]:
        """Every address that the page asked for."""
        return [
            event["params"]["request"]["url"]
            for event in self.events
            if event["method"] == "Network.requestWillBeSent"
        ]

    def picture(self, path: Path) -> None:
        """A screenshot of what is in the window."""
        answer = self.ask("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(answer["data"]))


@contextmanager
def chromium(program: str) -> Iterator[Tab]:
    """A browser with one tab; it and all its processes end with the block."""
    ours, theirs = pipe(), pipe()
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        pid = os.posix_spawn(
            program,
            [program, *OPTIONS, f"--user-data-dir={profile}"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, ours[0], 3),
                (os.POSIX_SPAWN_DUP2, theirs[1], 4),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),  # its own troubles with D-Bus
            ],
            setpgroup=0,
        )
        os.close(ours[0])
        os.close(theirs[1])
        try:
            tab = Tab(ours[1], theirs[0])
            tab.attach()
            yield tab
        finally:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(ours[1])
            os.close(theirs[0])


def pipe() -> tuple[int, int]:
    """Both ends, away from the numbers 3 and 4."""
    ends = os.pipe()
    low, high = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return low, high
