"""A witness that runs out of memory costs its own rows, whatever its framework raises."""

from parity.catalogue import select
from parity.trials import run
from parity.witnesses.modules import WITNESSES

CASES = select(("logistic/vectorised/labels-0/float64", "logistic/vectorised/labels-1/float64"))
STARVED = {
    "certified": WITNESSES["certified"],
    **dict.fromkeys(("torch", "jax"), "tests.faults.starved"),
}


def test_a_witness_without_memory_says_so_and_the_others_are_judged() -> None:
    report = run(CASES, STARVED)
    assert len(report.results) == len(CASES)
    for finding in report.findings:
        struck = finding.who in ("torch", "jax") and "labels-0" in finding.case
        assert finding.verdict == ("not run" if struck else "agrees"), finding
        assert finding.note == (f"{finding.who} ran out of memory" if struck else "")
    assert report.exit_code() == 3
