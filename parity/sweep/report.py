"""false-alarms.md and .json: how far right gradients are from the truth, how often that alarms."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from parity.comparison import LIMIT_AT_LEAST, LIMIT_GROWTH
from parity.documents import document, printed
from parity.environment import environment, priority
from parity.files import write_whole
from parity.sweep.draw import LONG_BLOCK, SHORT_UNTIL
from parity.sweep.lines import bin_names
from parity.sweep.plan import THROUGHPUTS, Throughput
from parity.sweep.tally import COLUMNS, LATER, MEMORY, PEAKS, PRICES, Peak, Tally
from parity.sweep.trying import RECYCLED_AFTER
from parity.sweep.ways import LOOKS, MEASURED, WAYS, WAYS_COLUMNS, looks
from parity.tables import pairs, table
from parity.trial import HAND


@dataclass(frozen=True)
class Swept:
    """What a sweep found, and how fast it was on this machine (on a cluster: unknown)."""

    tally: Tally
    seed: int
    whole: Throughput | None = None
    timed: Sequence[Throughput] = ()  # some cases again


def shown(swept: Swept, form: str) -> str:
    """What the command prints."""
    tally = swept.tally
    rows = list(tally.spreads())
    if form != "json":
        return printed("sweep", rows, COLUMNS, form)
    return document(
        "sweep",
        environment={**environment(), "priority": priority()},
        seed=swept.seed,
        bins=bin_names(),
        summary=tally.summary,
        peaks=[asdict(peak) for peak in peaks(tally)],
        prices=[asdict(price) for price in tally.in_classes()],
        memory=[asdict(row) for row in tally.by_age()],
        whole=None if swept.whole is None else asdict(swept.whole),
        throughput=[asdict(row) for row in swept.timed],
        rows=[asdict(row) for row in rows],
    )


def write_sweep(swept: Swept, folder: Path) -> list[Path]:
    """Both files."""
    texts = {
        "false-alarms.md": markdown(swept),
        "false-alarms.json": shown(swept, "json") + "\n",
    }
    for name, text in texts.items():
        write_whole(folder / name, text)
    return [folder / name for name in texts]


def peaks(tally: Tally) -> list[Peak]:
    """The largest shares of the limit, the largest first."""
    return sorted(tally.peaks, reverse=True)


def markdown(swept: Swept) -> str:
    """The page."""
    tally, counts = swept.tally, swept.tally.summary
    alarms = counts["disagrees"]
    return f"""# False alarms

**{counts["cases"]} random correct derivations, {counts["findings"]} findings: \
{alarms or "no"} false alarm{"s" if alarms != 1 else ""}, {counts["inconclusive"]} inconclusive \
({shares(tally)}), {counts["not run"]} not run.**

1 to 8 layers, widths 1 to 64, any activations, one to three outputs, 1 to 300 examples, L2,
dropout, both losses, initial scales from 1e-3 to 10, kinks and saturated points. By hand, in torch
and in JAX, each against certified truth. The histogram counts quantities by their *roundoffs*;
*size* is the longest dimension of any array of the case.
{named(tally)}
{table(list(tally.spreads()), COLUMNS, "github")}

## The largest

{table(peaks(tally), PEAKS, "github")}

## The limit

Rounding moves a sum of n terms by about sqrt(n) units, so the limit is
{LIMIT_AT_LEAST:g} + {LIMIT_GROWTH:g} sqrt(n), n being the longest dimension of any array of the \
case. The constants were chosen on an earlier sweep of 65,681 cases, 2.9 million findings, so that
the largest roundoffs of a right gradient there came to about two thirds of it: XLA's tanh is off by
some units in the last place in the same direction for many examples at once, and such errors add up
instead of cancelling. By hand and in torch the largest are smaller (column *largest / limit*). A
relative error of 1e-9 in float64 is millions of roundoffs, one of 1e-3 in float32 more than ten
thousand.

## Inconclusive

Behind a unit that saturates, the derivative is a product with 1 - a, and a is 1 but for rounding.
What is sent further back may be 1e-30, and no float can tell it from what rounding makes of it:
whatever the derivation says there, the check has no power. {second(tally)}Neighbouring cases share
an architecture, so a short sweep has whole blocks of such cases, or none.

{second_looks(tally)}{MEASURED}

{table(WAYS, WAYS_COLUMNS, "github")}

A smaller limit, or power by the largest component alone, changes next to nothing: the numbers are
too small by many powers of ten. A derivation through z keeps its digits, but the frameworks go
through a themselves, and would be blamed for it. Asking again in wider arithmetic is what helps,
and the sweep does both: float64 for what is float32, ball arithmetic for the derivation. What that
leaves of it sits on kinks, or lies beyond all floats (1e-400).

## What it takes

Seconds of one process, compilation by XLA included: up to case {SHORT_UNTIL}, ten cases share an
architecture, later {LONG_BLOCK}.{many(tally)}

{table(tally.in_classes(), PRICES, "github")}
{throughput_section(swept.timed)}
## Memory

Resident memory of a process after each case, by how many it had tried; after {RECYCLED_AFTER} it is
replaced by a new one. What is gathered for this page does not grow with the number of cases.

{table(tally.by_age(), MEMORY, "github")}

## With what

Seed {swept.seed}, command `parity sweep --cases {counts["cases"]} --seed {swept.seed}`.\
{speed(swept.whole, counts["cases"])}

{pairs({**environment(), "priority": priority()})}
"""


def speed(whole: Throughput | None, cases: int) -> str:
    """How fast all cases were tried, where this machine did it."""
    if whole is None:
        return ""
    minutes, seconds = divmod(round(whole.seconds), 60)
    others = "; the others had been tried before" if whole.cases < cases else ""
    return (
        f" {whole.workers} processes tried {whole.cases} cases\nin {minutes} min {seconds} s, "
        f"{whole.per_second:.1f} a second{others}."
    )


def second(tally: Tally) -> str:
    """What the second look came to."""
    decided = sum(row.decided for row in tally.spreads())
    return (
        "What is inconclusive in float32 is\ntried again on the same numbers in float64. What "
        "that cannot tell either is decided for the derivation:\nits formulas are run in ball "
        "arithmetic, and held against the truth there. The frameworks know nothing\nwider. Both "
        f"looks together decided {decided} findings (their roundoffs are those of the first). "
    )


def second_looks(tally: Tally) -> str:
    """What it came to for each party, counted; nothing where there was no need of it."""
    found = looks(tally)
    return f"{table(found, LOOKS, 'github')}\n\n" if found else ""


def shares(tally: Tally) -> str:
    """ "0.3 % of float32, 0 % of float64; 0 % by hand": how often the check has no power."""
    percent = {of: f"{100 * tally.share_inconclusive(of):.2g} %" for of in (*tally.dtypes, HAND)}
    by_dtype = ", ".join(f"{percent[dtype]} of {dtype}" for dtype in tally.dtypes)
    return f"{by_dtype}; {percent[HAND]} by hand"


def named(tally: Tally) -> str:
    """The false alarms, and why something was not run."""
    alarms = [f"- false alarm: {alarm}" for alarm in tally.alarms]
    notes = [f"- not run ({times} times): {note}" for note, times in tally.notes.items()]
    return "\n" + "\n".join([*alarms, *notes, ""]) if alarms or notes else ""


def many(tally: Tally) -> str:
    """What a sweep a hundred times as long as the longest here would take."""
    price = tally.prices.get(LATER)
    if price is None:
        return ""
    hours = 10**7 * price.mean / 3600
    return (
        f" At the price of those,\n10^7 cases would take {hours:.0f} hours of one core, "
        f"{hours / 16:.1f} hours of 16 cores, {60 * hours / 1000:.0f} minutes of 1000."
    )


def throughput_section(timed: Sequence[Throughput]) -> str:
    """The table of throughputs, where it was asked for."""
    if not timed:
        return ""
    return f"""
The same {timed[0].cases} cases, from the first import of a framework to the last line:

{table(timed, THROUGHPUTS, "github")}
"""
