"""Lines to figures: who caught how many of which kind, and whether the bars hold."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from parity.detect.lines import DTYPES, Line
from parity.detect.peers import PEERS

PARITY = "parity"
CHECKERS = (PARITY, *PEERS)
LARGE = 1e-3  # of the gradient: what float32 must show
LOCATED = 0.95
ROUNDING = 1e-13  # of the gradient, in float64: the smallest planted error is 1e-9
TOTAL, SHOWING = "all", "all that show in parameters"
EFFECTS = (1e-3, 1e-4, 1e-5, 1e-6, 0.0)


@dataclass(frozen=True)
class KindRow:
    """Mutants of a kind in a dtype, and how many each checker caught."""

    kind: str
    dtype: str
    mutants: int
    caught: dict[str, int]
    inconclusive: int  # by parity
    agrees: int
    raised: int  # caught by an exception, which everybody sees
    hidden: int  # wrong in intermediates only, which no peer looks at


@dataclass(frozen=True)
class EffectRow:
    """Mutants by how far off they are in float32, and what parity said."""

    effect: str
    mutants: int
    disagrees: int
    inconclusive: int
    agrees: int


@dataclass(frozen=True)
class HardRow:
    """Mutants at points where the check has no power in float32, and what parity said."""

    dtype: str
    mutants: int
    disagrees: int
    inconclusive: int
    agrees: int


@dataclass(frozen=True)
class PlaceRow:
    """Mutants of a straight-line derivation, by what was named."""

    target: str
    mutants: int
    that_line: int
    among_others: int
    another_line: int
    no_line: int


@dataclass(frozen=True)
class ControlRow:
    """Right derivations, and how many of them a checker calls wrong."""

    who: str
    float64: int
    float32: int
    derivations: int


@dataclass(frozen=True)
class Bar:
    """What is demanded, what was found."""

    demand: str
    found: str
    holds: bool


@dataclass
class Tally:
    """All lines."""

    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """One more."""
        self.lines.append(line)

    @property
    def mutants(self) -> list[Line]:
        """Those with a mistake, in the order of their places."""
        planted = [line for line in self.lines if not line.is_control]
        return sorted(planted, key=lambda line: (line.target, line.place, line.kind, line.sha256))

    @property
    def controls(self) -> list[Line]:
        """Those without."""
        return [line for line in self.lines if line.is_control]

    @property
    def seconds(self) -> float:
        """Of one process, for all of them."""
        return sum(line.seconds for line in self.lines)

    @property
    def results(self) -> int:
        """How many different results the mutants give that give any."""
        return len({line.result for line in self.mutants if not is_raised(line, "float64")})

    def missed(self, who: str, dtype: str) -> list[Line]:
        """What a checker did not catch."""
        return [line for line in self.mutants if not is_caught(line, who, dtype)]

    def useless(self, dtype: str) -> list[str]:
        """Checkers that call everything wrong, what is right as well."""
        return [who for who in CHECKERS if 0 < len(self.controls) == self.alarms_of(who, dtype)]

    def largest_agreed(self) -> float:
        """The largest effect in float32 with which parity agreed."""
        return max((effect(line) for line in self.agreed("float32")), default=0.0)

    def agreed(self, dtype: str) -> list[Line]:
        """What parity let pass."""
        return [line for line in self.mutants if verdict(line, dtype) == "agrees"]

    def kinds(self, dtype: str) -> list[KindRow]:
        """A row for each kind, the most frequent first, and rows for all."""
        order = [kind for kind, _ in Counter(line.kind for line in self.mutants).most_common()]
        groups = {kind: [line for line in self.mutants if line.kind == kind] for kind in order}
        showing = [line for line in self.mutants if not is_hidden(line)]
        groups |= {SHOWING: showing, TOTAL: self.mutants}
        return [kind_row(name, dtype, found) for name, found in groups.items() if found]

    def effects(self) -> list[EffectRow]:
        """Float32, by size."""
        rows, above = [], float("inf")
        for least in EFFECTS:
            found = [line for line in self.mutants if least <= effect(line) < above or
                     (above == float("inf") and effect(line) == above)]  # fmt: skip
            rows.append(effect_row(least, above, found))
            above = least
        return rows

    def hard(self) -> list[HardRow]:
        """What parity said where rounding hides everything in float32."""
        return [
            HardRow(
                dtype, found.total(), found["disagrees"], found["inconclusive"], found["agrees"]
            )
            for dtype in DTYPES
            if (found := Counter(hard_verdicts(self.mutants, dtype)))
        ]

    def places(self) -> list[PlaceRow]:
        """Where mistakes were looked for."""
        straight = [line for line in self.mutants if line.located != "not straight"]
        names = dict.fromkeys(line.target for line in straight)
        groups = [(name, [line for line in straight if line.target == name]) for name in names]
        return [place_row(name, found) for name, found in (*groups, (TOTAL, straight)) if found]

    def alarms(self) -> list[ControlRow]:
        """Who calls what is right wrong."""
        return [
            ControlRow(
                who,
                self.alarms_of(who, "float64"),
                self.alarms_of(who, "float32"),
                len(self.controls),
            )
            for who in CHECKERS
        ]

    def alarms_of(self, who: str, dtype: str) -> int:
        """How often one of them does."""
        return sum(is_caught(line, who, dtype) for line in self.controls)

    def bars(self) -> list[Bar]:
        """What is demanded of parity."""
        return [
            all_caught("every mistake is caught in float64", self.mutants, "float64"),
            all_caught(
                "in float32, every mistake whose effect is above 1e-3 of the gradient",
                [line for line in self.mutants if effect(line) > LARGE], "float32",
            ),
            none_of("never agrees where the check had no power", self.lines, is_powerless),
            none_of("no false alarm on what is right", self.controls, is_alarm),
            named(self.places()),
        ]  # fmt: skip

    def exit_code(self) -> int:
        """0 if the bars hold."""
        return 0 if self.mutants and all(bar.holds for bar in self.bars()) else 1


def verdict(line: Line, dtype: str) -> str:
    """Parity's; nothing was said of a mutant that ended its process."""
    return line.parity[dtype].verdict if line.parity else "not run"


def is_caught(line: Line, who: str, dtype: str) -> bool:
    """Whether a checker says that something is wrong."""
    if who == PARITY:
        return verdict(line, dtype) == "disagrees"
    return bool(line.peers) and line.peers[dtype][who] == "wrong"


def is_raised(line: Line, dtype: str) -> bool:
    """Whether it cannot even be run."""
    return bool(line.parity) and line.parity[dtype].raised


def is_hidden(line: Line) -> bool:
    """Whether the derivatives of the parameters are right all the same, but for rounding."""
    if not line.parity or is_raised(line, "float64"):
        return False
    seen = line.parity["float64"].seen
    return seen is not None and seen < ROUNDING


def effect(line: Line) -> float:
    """How far off it is, of the gradient, in float32."""
    found = line.parity["float32"].effect if line.parity else None
    return float("inf") if found is None else found


def is_powerless(line: Line) -> bool:
    """Whether parity agreed without being able to tell."""
    return any(judged.powerless > 0 for judged in line.parity.values())


def is_alarm(line: Line) -> bool:
    """Whether parity does not agree."""
    return any(verdict(line, dtype) != "agrees" for dtype in DTYPES)


def hard_verdicts(lines: Iterable[Line], dtype: str) -> list[str]:
    """Parity's verdicts at hard points, of those that were tried there."""
    found = [line.parity[dtype].hard for line in lines if line.parity]
    return [verdict for verdict in found if verdict != "not run"]


def kind_row(kind: str, dtype: str, found: Sequence[Line]) -> KindRow:
    """Counts of a group."""
    verdicts = Counter(verdict(line, dtype) for line in found)
    return KindRow(
        kind,
        dtype,
        len(found),
        {who: sum(is_caught(line, who, dtype) for line in found) for who in CHECKERS},
        verdicts["inconclusive"] + verdicts["not run"],
        verdicts["agrees"],
        sum(is_raised(line, dtype) for line in found),
        sum(is_hidden(line) for line in found),
    )


def effect_row(least: float, above: float, found: Sequence[Line]) -> EffectRow:
    """Counts of a class of effects."""
    verdicts = Counter(verdict(line, "float32") for line in found)
    name = f"above {least:g}" if above == float("inf") else f"{least:g} to {above:g}"
    undecided = verdicts["inconclusive"] + verdicts["not run"]
    return EffectRow(name, len(found), verdicts["disagrees"], undecided, verdicts["agrees"])


def place_row(target: str, found: Sequence[Line]) -> PlaceRow:
    """Counts of a derivation."""
    counts = Counter(line.located for line in found)
    return PlaceRow(target, len(found), counts["that line"], counts["among others"],
                    counts["another line"], counts["no line"])  # fmt: skip


def all_caught(demand: str, lines: Sequence[Line], dtype: str) -> Bar:
    """A bar of 100 %."""
    caught = sum(is_caught(line, PARITY, dtype) for line in lines)
    return Bar(demand, of(caught, len(lines)), caught == len(lines))


def none_of(demand: str, lines: Iterable[Line], wrong: Callable[[Line], bool]) -> Bar:
    """A bar of none at all."""
    known = list(lines)
    count = sum(wrong(line) for line in known)
    return Bar(demand, f"{count} of {len(known)}", count == 0)


def named(places: Sequence[PlaceRow]) -> Bar:
    """The bar of 95 % of lines."""
    demand = "the line of the mistake, and no other, is named in 95 % of straight-line code"
    if not places:
        return Bar(demand, "0 of 0", True)
    row = places[-1]
    return Bar(demand, of(row.that_line, row.mutants), row.that_line >= LOCATED * row.mutants)


def of(part: int, whole: int) -> str:
    """ "97.8 % (809 of 827)"."""
    share = 100 * part / whole if whole else 100.0
    return f"{share:.4g} % ({part} of {whole})"
