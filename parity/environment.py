"""What a result was obtained with: versions and machine, without importing any framework."""

import os
import platform
import time
from importlib import metadata
from pathlib import Path

import numpy as np

DISTRIBUTIONS = {"torch": "torch", "jax": "jax", "flint": "python-flint"}


def environment() -> dict[str, str | int | None]:
    """Date, versions, processor and thread count; None for what is not installed."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas['name']} {blas['version']}",
        **{name: version(package) for name, package in DISTRIBUTIONS.items()},
        "cpu": cpu(),
        "threads": os.environ.get("OMP_NUM_THREADS") or os.cpu_count(),
        "device": "cpu",
    }


POLICIES = {
    "SCHED_OTHER": "ordinary priority",
    "SCHED_BATCH": "batch priority (SCHED_BATCH)",
    "SCHED_IDLE": "idle priority (SCHED_IDLE)",
}
REAL_TIME = ("SCHED_FIFO", "SCHED_RR")


def priority() -> str:
    """How the system lets this process have the processor, and those that it starts."""
    if not hasattr(os, "sched_getscheduler"):
        return "unknown"
    asked, flag = os.sched_getscheduler(0), getattr(os, "SCHED_RESET_ON_FORK", 0)
    policy, nice = asked & ~flag, os.getpriority(os.PRIO_PROCESS, 0)
    real_time = policy in [getattr(os, name) for name in REAL_TIME]
    said = at_real_time(policy) if real_time else shared(policy, nice)
    forgone = asked & flag and (real_time or nice < 0)  # by whoever is started
    return f"{said}, what it starts has ordinary priority" if forgone else said


def at_real_time(policy: int) -> str:
    """The priority before everybody else, and among whom."""
    name = next(name for name in REAL_TIME if getattr(os, name) == policy)
    return f"real-time priority {os.sched_getparam(0).sched_priority} ({name})"


def shared(policy: int, nice: int) -> str:
    """The priority among all those who share the processor."""
    known = {getattr(os, name, None): words for name, words in POLICIES.items()}
    said = known.get(policy, f"scheduling policy {policy}")
    return f"{said}, nice {nice}" if nice else said


def version(distribution: str) -> str | None:
    """The installed version."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def cpu() -> str:
    """The processor's name as the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
