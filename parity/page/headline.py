"""The one sentence that a person wants to read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parity.finding import Finding, Verdict, verdict_of
from parity.page.numbers import brief, counted, thousands
from parity.parity_tables import distance, truth_of
from parity.result import VERDICTS

PARTIES = {"hand": "by hand", "torch": "in torch", "jax": "in JAX"}
WORDS = {
    "disagrees": ("disagrees", "disagree"),
    "inconclusive": ("is inconclusive", "are inconclusive"),
    "not run": ("was not run", "were not run"),
}


@dataclass(frozen=True)
class Headline:
    """A verdict, and what it means."""

    verdict: Verdict
    sentence: str


def headline(findings: Sequence[Finding]) -> Headline:
    """All that was found, in a sentence; of what disagrees, the worst is named."""
    if not findings:
        return Headline("not run", "Nothing was checked.")
    counts = Counter(finding.verdict for finding in findings)
    cases = len({finding.case for finding in findings})
    what = f"{counted(len(findings), 'finding', 'findings')} in {counted(cases, 'case', 'cases')}"
    if len(counts) == 1 and counts["agrees"]:
        sentence = (
            f"All {what} agree with {truth_of(findings)} {enumeration(parties_of(findings))}."
        )
        return Headline("agrees", sentence)
    others = [
        f"{thousands(counts[verdict])} {WORDS[verdict][counts[verdict] != 1]}"
        for verdict in VERDICTS[1:]
        if counts[verdict]
    ]
    agreeing = f"{thousands(counts['agrees'])} agree with {truth_of(findings)}"
    sentence = f"Of {what}, {agreeing}, {', '.join(others)}{worst(findings)}."
    return Headline(verdict_of(counts), sentence)


def parties_of(findings: Sequence[Finding]) -> list[str]:
    """Who was asked, in words."""
    return [party(who) for who in dict.fromkeys(finding.who for finding in findings)]


def party(who: str) -> str:
    """By hand, in torch."""
    return PARTIES.get(who, f"by {who}")


def enumeration(names: Sequence[str]) -> str:
    """One, two and three."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def worst(findings: Sequence[Finding]) -> str:
    """The quantity that is furthest off, if one disagrees."""
    wrong = [finding for finding in findings if finding.verdict == "disagrees"]
    if not wrong:
        return ""
    top = max(wrong, key=distance)
    far = "" if top.roundoffs is None else f", {brief(top.roundoffs)} roundoffs off"
    return f"; the worst is {top.quantity} of {top.case} {party(top.who)}{far}"
