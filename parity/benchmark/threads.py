"""The same number of threads for everybody: by environment, and read back where they live."""

import os
from pathlib import Path

from threadpoolctl import threadpool_info, threadpool_limits

LIBRARIES = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR")
STEERING = ("OPENBLAS_", "MKL_", "OMP_", "KMP_", "GOMP_", "ATEN_", "ONEDNN_", "XLA_", "NPY_")
HARMLESS = {"KMP_DUPLICATE_LIB_OK"}  # threadpoolctl sets it
XLA_POOL = "tf_XLAEigen"  # how XLA calls the threads it computes with


def variables(threads: int, scratch: str, keep_steering: bool = False) -> dict[str, str | None]:
    """The environment of a child. XLA sizes its pool by PJRT_NPROC, and splits only if it may.

    torch compiles into a scratch folder: from its usual one, a first call would be somebody else's.
    What steers the libraries from outside is taken away (None), unless it is to be kept.
    """
    may = "true" if threads > 1 else "false"
    kept = steering() if keep_steering else {}
    flags = f"{kept.get('XLA_FLAGS', '')} --xla_cpu_multi_thread_eigen={may}".strip()
    return {
        **dict.fromkeys(steering().keys() - kept.keys()),
        **{f"{library}_NUM_THREADS": str(threads) for library in LIBRARIES},
        "XLA_FLAGS": flags,
        "PJRT_NPROC": str(threads),
        "NPROC": str(threads),
        "OMP_DYNAMIC": "FALSE",
        "TORCHINDUCTOR_COMPILE_THREADS": str(
            cores()
        ),  # as where nobody sets it: one C++ compiler a core
        "TORCH_WARM_POOL": "0",  # no processes beside the child when nothing is compiled
        "TORCHINDUCTOR_CACHE_DIR": scratch,
        "TORCHINDUCTOR_VEC_ISA_OK": "1",  # 20 s of trial compilations; the CPU's flags say as much
    }


def cores() -> int:
    """What the process may use, where the system tells."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def steering() -> dict[str, str]:
    """What the caller's environment says to these libraries.

    A core type forced on OpenBLAS, for one, slows NumPy and none of the frameworks: a fair race
    lets each library choose by the machine.
    """
    return {
        name: value
        for name, value in sorted(os.environ.items())
        if name.startswith(STEERING) and name not in HARMLESS
    }


def of_blas(threads: int) -> int:
    """NumPy's BLAS held to so many, and what it then says."""
    threadpool_limits(threads)
    return max(int(pool["num_threads"]) for pool in threadpool_info() if pool["user_api"] == "blas")


def of_xla() -> int | None:
    """The threads of XLA's pool, counted; None where the system does not show them."""
    tasks = Path("/proc/self/task")
    if not tasks.exists():
        return None
    return sum((task / "comm").read_text().startswith(XLA_POOL) for task in tasks.iterdir())


def libraries() -> str:
    """Every pool that threadpoolctl sees here: library, version, core type, threads."""
    return "; ".join(
        " ".join(
            str(pool[key])
            for key in ("internal_api", "version", "architecture", "num_threads")
            if pool.get(key) is not None
        )
        for pool in sorted(threadpool_info(), key=lambda pool: str(pool["internal_api"]))
    )
