"""A reports folder to make pages of: small, and every kind of file that the page knows."""

import json
from pathlib import Path
from typing import Any

from parity.page import write_page
from parity.page.sources import FILES

REPORTS = Path(__file__).parents[2] / "reports"
ENVIRONMENT: dict[str, Any] = {
    "date": "2026-11-20", "python": "3.13.1", "numpy": "2.4.6", "blas": "openblas 0.3",
    "torch": "2.13.0", "jax": "0.10.2", "flint": "0.9.0", "cpu": "Made-Up 3000", "threads": 4,
    "device": "cpu",
}  # fmt: skip


def finding(case: str, quantity: str, who: str, **members: Any) -> dict[str, Any]:
    """A row of parity-findings/1; it agrees if nothing else is said."""
    return {
        "case": case, "quantity": quantity, "who": who, "verdict": "agrees", "roundoffs": 0.7,
        "limit": 43.7, "max_abs": 1e-17, "max_rel": 2e-16, "max_ulp": 1.0,
        "worst": {"index": [2, 0], "value": 0.5, "truth": "0.5000000001 +/- 1e-45"},
        "scale": "J", "note": "",
    } | members  # fmt: skip


def case(name: str) -> dict[str, Any]:
    """A case of parity-findings/1."""
    seconds = {"hand": 1e-4, "torch": 2e-3, "jax": 0.5}
    return {"case": name, "sha256": "0" * 64, "seed": 1, "dtype": name.rpartition("/")[2],
            "shapes": {"W1": [3, 2]}, "seconds": seconds}  # fmt: skip


def result(findings: list[dict[str, Any]], schema: str = "parity-findings/1") -> dict[str, Any]:
    """An object of parity-findings/1."""
    names = dict.fromkeys(row["case"] for row in findings)
    return {"schema": schema, "environment": ENVIRONMENT, "findings": findings,
            "cases": [case(name) for name in names], "summary": {}}  # fmt: skip


def agreeing(cases: int = 4) -> dict[str, Any]:
    """Some cases of which every quantity agrees; the largest roundoffs are in the middle."""
    return result(
        [
            finding(f"shallow/vectorised/m-{k}/float64", f"dW{1 + k % 2}", who,
                    roundoffs=9.5 - abs(k - 2))
            for k in range(cases)
            for who in ("hand", "torch", "jax")
        ]
    )  # fmt: skip


def failing() -> dict[str, Any]:
    """One quantity disagrees, one is inconclusive, one was not run."""
    value = agreeing()
    wrong = {"verdict": "disagrees", "roundoffs": 4e15}
    value["findings"] += [
        finding("shallow/vectorised/m-9/float64", "dW1", "hand", **wrong),
        finding("shallow/vectorised/m-9/float64", "dW1", "torch", verdict="inconclusive"),
        finding("shallow/vectorised/m-9/float64", "dW1", "jax", verdict="not run", roundoffs=None,
                limit=None, max_abs=None, max_rel=None, max_ulp=None, worst=None,
                note="jax is not installed"),
    ]  # fmt: skip
    value["cases"].append(case("shallow/vectorised/m-9/float64"))
    return value


def detection(caught: int = 40) -> dict[str, Any]:
    """An object of parity-detection/1: one kind, of which parity caught so many of 40.

    The last rows count the same mistakes again, as those of the command do.
    """
    kinds = [
        {"kind": kind, "dtype": dtype, "mutants": 40, "inconclusive": 0, "agrees": 40 - caught,
         "raised": 0, "hidden": 0, "caught": {"parity": caught, "gradcheck slow": 30}}
        for dtype in ("float64", "float32")
        for kind in ("sign", "all that show in parameters", "all")
    ]  # fmt: skip
    judged = {"verdict": "agrees", "effect": 2e-5, "seen": 1.0, "raised": False, "powerless": 0}
    missed = {"name": "shallow/vectorised:81", "kind": "sign", "before": "a + b", "after": "a - b",
              "located": "no line", "parity": {"float32": judged},
              "missed": {"float64": [], "float32": ["parity"]}}  # fmt: skip
    bar = {"demand": "100 % in float64", "found": f"{caught} of 40", "holds": caught == 40}
    return {
        "schema": "parity-detection/1", "environment": ENVIRONMENT, "seed": 1, "planned": 40,
        "results": 40, "bars": [bar], "kinds": kinds, "effects": [], "places": [],
        "alarms": [], "missed": [missed] if caught < 40 else [], "equivalent": [],
    }  # fmt: skip


def timing(contender: str, median: float, ratio: float | None) -> dict[str, Any]:
    """A row of parity-performance/1, as far as the page reads it."""
    known = {"case": "bench/2-4-1/400/float64/1-thread", "contender": contender, "n": 9,
             "verdict": "agrees", "note": "", "median": median, "ratio": ratio,
             "words": ""}  # fmt: skip
    unknown = ("ratio_low", "ratio_high", "first_call", "gflops", "floor_share", "memory_peak")
    return known | dict.fromkeys(unknown)


def performance() -> dict[str, Any]:
    """An object of parity-performance/1: one case, one sweep, and what checking costs."""
    growth = {"series": "growth/width", "contender": "jax jit", "exponent": 1.9,
              "sizes": [4, 8, 16], "medians": [1e-5, 2e-5, 9e-5]}  # fmt: skip
    return {
        "schema": "parity-performance/1", "environment": ENVIRONMENT, "steering": {},
        "planned": ["bench/2-4-1/400/float64/1-thread"], "missing": 0, "rounds": 9,
        "seconds": 60.0, "summary": ["By hand is faster.", "So it is."],
        "rows": [timing("hand", 2e-5, None), timing("jax jit", 6e-5, 3.0)],
        "growth": [growth], "checking": costs()["rows"], "start_up": costs()["start_up"],
    }  # fmt: skip


def net(d: int, examples: int) -> dict[str, Any]:
    """A row of parity-cost/1."""
    return {
        "net": f"{d}-{d}-{d}-1", "parameters": 2 * d * d + 3 * d + 1, "examples": examples,
        "hand": 1e-4, "torch": 1e-3, "jax": 2e-3, "certified": 1e-2, "judging": 3e-2,
        "imports": 2.0, "compilation": 1.0, "run": 4e-2, "check": 8e-2, "without_truth": 2e-3,
        "gradcheck": 0.1 if d < 20 else None, "gradcheck_fast": 2e-3, "check_grads": 3e-3,
        "memory": 600.0, "verdict": "agrees",
    }  # fmt: skip


def costs() -> dict[str, Any]:
    """An object of parity-cost/1: three nets, one of them with more examples."""
    start = {"what": "import numpy", "cold": None, "warm": 0.1}
    return {"schema": "parity-cost/1", "environment": ENVIRONMENT, "start_up": [start],
            "rows": [net(7, 64), net(22, 256), net(70, 64)]}  # fmt: skip


def page_of(folder: Path, **files: Any) -> Path:
    """The page of a folder with these files; parity=... is parity.json."""
    folder.mkdir(exist_ok=True)
    for name, value in files.items():
        file = f"{name.replace('_', '-')}.json"
        assert file in FILES
        (folder / file).write_text(value if isinstance(value, str) else json.dumps(value))
    return write_page(folder)
