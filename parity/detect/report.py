"""Detection as tables and as JSON: kind by checker, what was missed, the bars."""

from dataclasses import asdict, dataclass
from typing import Any

from parity.detect.lines import Line
from parity.detect.mutant import Mutant
from parity.detect.peers import PEERS
from parity.detect.planting.planting import changes
from parity.detect.tally import CHECKERS, PARITY, KindRow, Tally, effect, is_caught, of
from parity.documents import document
from parity.environment import environment
from parity.tables import Column, headed, table


def caught_by(who: str) -> Column:
    return Column(who, lambda row: share(row, who))


def share(row: KindRow, who: str) -> str:
    """ "97.2 % (35)" of a kind."""
    return f"{100 * row.caught[who] / row.mutants:.1f} % ({row.caught[who]})"


KINDS = (
    Column("kind", lambda row: row.kind),
    Column("mutants", lambda row: row.mutants),
    *(caught_by(who) for who in CHECKERS),
    Column("raise", lambda row: row.raised),
    Column("intermediates only", lambda row: row.hidden),
)


ON_SCREEN = headed(KINDS, "kind", PARITY, "gradcheck slow", "jax check_grads")


def in_float32(tally: Tally) -> tuple[Column, ...]:
    """Columns for those checkers that tell wrong from right there."""
    useless = tally.useless("float32")
    return (
        *KINDS[:3],
        Column("inconclusive", lambda row: row.inconclusive),
        Column("agrees", lambda row: row.agrees),
        *(caught_by(who) for who in PEERS if who not in useless),
    )


EFFECTS = (
    Column("effect", lambda row: row.effect),
    Column("mutants", lambda row: row.mutants),
    Column("disagrees", lambda row: row.disagrees),
    Column("inconclusive", lambda row: row.inconclusive),
    Column("agrees", lambda row: row.agrees),
)
HARD = (Column("dtype", lambda row: row.dtype), *EFFECTS[1:])
PLACES = (
    Column("derivation", lambda row: row.target),
    Column("mutants", lambda row: row.mutants),
    Column("that line", lambda row: row.that_line),
    Column("that line or a helper", lambda row: row.among_others),
    Column("another line", lambda row: row.another_line),
    Column("no line", lambda row: row.no_line),
)
ALARMS = (
    Column("checker", lambda row: row.who),
    Column("float64", lambda row: f"{row.float64} of {row.derivations}"),
    Column("float32", lambda row: f"{row.float32} of {row.derivations}"),
)
BARS = (
    Column("bar", lambda row: row.demand),
    Column("found", lambda row: row.found),
    Column("holds", lambda row: "yes" if row.holds else "no"),
)
MISSED = (
    Column("mutant", lambda row: row.name),
    Column("before", lambda row: code(row.before)),
    Column("after", lambda row: code(row.after)),
    Column("effect", lambda row: f"{effect(row):.1e}"),
    Column("missed by", lambda row: ", ".join(missed_by(row, "float64"))),
)
AGREED = MISSED[:-1]
PROVED = (
    Column("where", lambda row: f"{row.target_name}:{row.line}"),
    Column("kind", lambda row: row.kind),
    Column("before", lambda row: code(row.before)),
    Column("after", lambda row: code(row.after)),
    Column("why it is no mistake", lambda row: row.reason),
)


@dataclass(frozen=True)
class DetectionRun:
    """What was asked for."""

    seed: int
    planned: int  # mutants


def code(text: str) -> str:
    """An expression in a cell."""
    return f"`{text}`"


def missed_by(line: Line, dtype: str) -> list[str]:
    """Who let it pass."""
    return [who for who in CHECKERS if not is_caught(line, who, dtype)]


def shown(tally: Tally, run: DetectionRun, form: str) -> str:
    """What the command prints."""
    if form == "json":
        return as_json(tally, run)
    parts = [table(tally.kinds("float64"), KINDS, form)]
    if form in ("github", "plain"):
        parts += [table(tally.kinds("float32"), in_float32(tally), form)]
        parts += [table(tally.bars(), BARS, form)]
        parts += [sentence(tally, run)]
    return "\n\n".join(parts)


def as_json(tally: Tally, run: DetectionRun) -> str:
    """The object of schema parity-detection/1."""
    return document(
        "detection",
        environment=environment(),
        seed=run.seed,
        planned=run.planned,
        results=tally.results,
        bars=[asdict(bar) for bar in tally.bars()],
        kinds=[asdict(row) for dtype in ("float64", "float32") for row in tally.kinds(dtype)],
        effects=[asdict(row) for row in tally.effects()],
        hard=[asdict(row) for row in tally.hard()],
        places=[asdict(row) for row in tally.places()],
        alarms=[asdict(row) for row in tally.alarms()],
        missed=[missed_record(line) for line in tally.mutants if is_missed(line)],
        equivalent=[proved_record(mutant) for mutant in proved()],
    )


def is_missed(line: Line) -> bool:
    """Whether anybody let it pass in float64, or parity in float32."""
    return bool(missed_by(line, "float64")) or not is_caught(line, PARITY, "float32")


def missed_record(line: Line) -> dict[str, Any]:
    """A mutant that somebody missed."""
    missed = {dtype: missed_by(line, dtype) for dtype in ("float64", "float32")}
    parity = {dtype: asdict(judged) for dtype, judged in line.parity.items()}
    names = ("name", "kind", "before", "after", "located")
    return {**{name: getattr(line, name) for name in names}, "missed": missed, "parity": parity}


def proved() -> list[Mutant]:
    """The changes that are no mistakes."""
    return [mutant for mutant in changes() if mutant.reason]


def proved_record(mutant: Mutant) -> dict[str, Any]:
    """One of them."""
    where = {"target": mutant.target_name, "line": mutant.line, "kind": mutant.kind}
    return {**where, "before": mutant.before, "after": mutant.after, "reason": mutant.reason}


def sentence(tally: Tally, run: DetectionRun) -> str:
    """What a person wants to read."""
    caught = of(len(tally.mutants) - len(tally.missed(PARITY, "float64")), len(tally.mutants))
    best = max(PEERS, key=lambda who: -len(tally.missed(who, "float64")))
    rest = of(len(tally.mutants) - len(tally.missed(best, "float64")), len(tally.mutants))
    missing = run.planned - len(tally.mutants)
    ending = f" {missing} mutants are missing." if missing else ""
    return f"In float64 parity catches {caught} planted mistakes; {best} catches {rest}.{ending}"
