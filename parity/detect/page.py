"""detection.md: what was planted, who caught it, and what everybody missed."""

from parity.detect.lines import Line
from parity.detect.report import (
    AGREED,
    ALARMS,
    BARS,
    EFFECTS,
    HARD,
    KINDS,
    MISSED,
    PLACES,
    PROVED,
    DetectionRun,
    missed_by,
    proved,
    sentence,
)
from parity.detect.report import in_float32 as columns_in_float32
from parity.detect.tally import Tally
from parity.environment import environment
from parity.tables import pairs, table


def page(tally: Tally, run: DetectionRun) -> str:
    """The page."""
    parts = [
        *beginning(tally, run),
        *in_float64(tally),
        *in_float32(tally),
        *("## Where the check has no power", NO_POWER, table(tally.hard(), HARD, "github")),
        *("## False alarms", ALARMED, table(tally.alarms(), ALARMS, "github")),
        *("## The right line", NAMED, table(tally.places(), PLACES, "github")),
        *("## Missed in float64", missed(tally)),
        *("## Let pass by parity in float32", let_pass(tally)),
        *no_mistakes(),
        *("## With what", what_it_took(tally, run), pairs(environment())),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def beginning(tally: Tally, run: DetectionRun) -> list[str]:
    """What it comes to, what was planted, and who looks for it."""
    return [
        "# Detection",
        f"**{sentence(tally, run)}**",
        table(tally.bars(), BARS, "github"),
        "![Share of the planted mistakes that each checker caught, by kind](detection.svg)",
        f"{len(tally.mutants)} {PLANTED.format(results=tally.results)}",
        POINTS,
        CHECKERS,
    ]


PLANTED = """\
mistakes of the usual kinds, planted one at a time into the hand-derived
gradients of `reference/` from their syntax trees. All differ in their text; those that run give
{results} different results. Each is tried in float64 and in float32, at one or two points of
each where dimensions have sizes of their own and biases are not zero; caught means: at one of them.
The cost is left as it is, for it defines the truth (that it is the right cost is what the first row
of every case of `parity run` says); but `reference.prepared` computes a cost of its own, in place,
which is on trial like its gradients."""
POINTS = """\
A mistake shows only where it matters, so the points were chosen to have what mistakes touch, among
it four things that those of `parity run` do not have: ReLU units in `rows.elements`, dropout on
one hidden layer only, a cost that goes through a, of which `da` in `logistic.graph` is the
derivative, and small nets of `reference.prepared` cut into blocks, pieces and threads."""
CHECKERS = """\
- **parity**: certified truth, kappa and limit as in `parity run`, the verdict *disagrees*;
  *inconclusive* (no power at this point) is not counted as caught.
- **gradcheck slow**, **fast**: `torch.autograd.gradcheck` on a `torch.autograd.Function` whose
  backward pass is the mutant. **jax check_grads**: the same with `jax.custom_vjp`, reverse mode.
  Both with the tolerances that they come with, on the cost as the framework's users write it.
- **numpy against torch**: `np.testing.assert_allclose` with torch's own gradient, relative 1e-10.
- *raise*: mutants that cannot be run where they are wrong, which everybody notices. *intermediates
  only*: the derivatives of the parameters are right (an intermediate is wrong, or the cost that
  comes with them), and the peers look at nothing else."""
NO_POWER = """\
The nets of `logistic.vectorised` and `shallow.vectorised` where every label is what the net is sure
of: in float32 A - Y is lost in the rounding of A, and whatever is made of it. No verdict but
*inconclusive* is honest there for most mistakes; in float64 there is power."""
ALARMED = "The same derivations without a mistake: how many does each checker call wrong?"
NAMED = """\
The straight-line derivations, as `parity check` sees them: which line is called wrong? *That line
or a helper*: the mistake is in a line without a derivative of its own (`m = ...`, `slope = ...`),
and the lines that use it say that it may be there."""


def in_float64(tally: Tally) -> list[str]:
    """Who catches which kind."""
    return ["## By kind, float64", table(tally.kinds("float64"), KINDS, "github")]


def in_float32(tally: Tally) -> list[str]:
    """The same, and what parity says by effect."""
    return [
        "## By kind, float32",
        useless(tally),
        table(tally.kinds("float32"), columns_in_float32(tally), "github"),
        "What parity says in float32, by *effect*: the largest error of any derivative, relative "
        "to the\nlargest component of that derivative. Rounding alone makes about 1e-7; the "
        f"largest effect that was\nlet pass is {tally.largest_agreed():.1e}.",
        table(tally.effects(), EFFECTS, "github"),
    ]


def no_mistakes() -> list[str]:
    """Changes that are none."""
    equivalent = proved()
    return [
        "## Proved to be no mistakes",
        f"{len(equivalent)} more changes give the same value for all inputs that the contract "
        "allows, and were\nnot tried. Each was proved by a rule about its two forms and the "
        "shapes, never by looking at\nnumbers; a proof for fewer inputs says for which.",
        folded(f"{len(equivalent)} changes", table(equivalent, PROVED, "github")),
    ]


def what_it_took(tally: Tally, run: DetectionRun) -> str:
    """The command, and its time."""
    return f"`parity detect --seed {run.seed}`, {tally.seconds:.0f} seconds of one process."


def useless(tally: Tally) -> str:
    """Who has no column."""
    names = tally.useless("float32")
    if not names:
        return ""
    return f"{', '.join(names)}: no column, for in float32 they call what is right wrong as well."


def missed(tally: Tally) -> str:
    """Each mutant that somebody missed, and who."""
    lines: list[Line] = [line for line in tally.mutants if missed_by(line, "float64")]
    return folded(f"{len(lines)} mutants", table(lines, MISSED, "github"))


def let_pass(tally: Tally) -> str:
    """Each mutant that parity agrees with in float32."""
    lines = tally.agreed("float32")
    return folded(f"{len(lines)} mutants", table(lines, AGREED, "github"))


def folded(summary: str, text: str) -> str:
    """A long table that is opened on demand."""
    return f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"
