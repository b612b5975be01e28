"""Whether the line with the mistake is the one that is named."""

from typing import Literal

from parity.conditioning import Conditioning, as_far_as_it_runs, hand_pass, measured
from parity.detect.mutant import Mutant
from parity.detect.programs import line_of, pages
from parity.hearing import attempt, rows_of
from parity.kinds import KINDS
from parity.nudges import Nudges
from parity.own.lines import straight_lines
from parity.own.sheet import Page
from parity.own.verdicts import Sheet, sheet_of, wrong_findings
from parity.trial import HAND

Located = Literal["that line", "among others", "another line", "no line", "not straight"]


def located(mutant: Mutant) -> Located:
    """What `parity check` would say of the mutant as a user's program."""
    if not mutant.target.straight:
        return "not straight"
    source, points = pages(mutant)
    derivation = source.derivation()
    lines = straight_lines(derivation.given_gradients)
    if lines is None:
        return "no line"
    off = frozenset(name for page in points for name in given_wrongly(page))
    sheet = sheet_of(source.file, lines, points, [], off)
    return compared(sheet, line_of(source, mutant.statement))


def given_wrongly(page: Page) -> frozenset[str]:
    """The derivatives that the whole gives wrongly at a point."""
    case, kind = page.case, KINDS[page.case.kind]
    hand = attempt("the derivation", kind.by_hand, case)
    nudges = Nudges(case.seed, case.dtype)
    by_hand = as_far_as_it_runs(lambda: measured(hand_pass(case, nudges), nudges))
    kappa = Conditioning(by_hand, page.kappa.by_cost)
    return wrong_findings(rows_of(case, kind, {HAND: hand}, page.truth, kappa))


def compared(sheet: Sheet, planted: int) -> Located:
    """The lines that are called wrong, beside the one that is.

    A helper has no truth of its own: where it may be to blame, the line that uses it says "the
    mistake lies in this line or in line 18".
    """
    wrong = {i for i, verdict in enumerate(sheet.first) if verdict in ("wrong", "ill-typed")}
    named = {sheet.lines[index].number for index in wrong}
    suspects = {sheet.lines[helper].number for index in wrong for helper in sheet.suspects(index)}
    if named == {planted}:
        return "that line"
    if planted in named | suspects:
        return "among others"
    return "another line" if named else "no line"
