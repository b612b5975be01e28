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


REAL_TIME = ("SCHED_FIFO", "SCHED_RR")


def priority() -> str:
    """How the system lets this process have the processor, as the processes that it starts."""
    if not hasattr(os, "sched_getscheduler"):
        return "unknown"
    policy = os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK
    for name in REAL_TIME:
        if policy == getattr(os, name):
            return f"real-time priority {os.sched_getparam(0).sched_priority} ({name})"
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    return f"ordinary priority, nice {nice}" if nice else "ordinary priority"


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
