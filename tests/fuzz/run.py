"""make fuzz: many inputs for every parser, and what came of them.

python -m tests.fuzz.run --inputs 105000 --seed 1
"""

import time
import warnings

import click
from hypothesis import HealthCheck, Phase, given, seed, settings

from parity.tables import Column, table
from tests.fuzz.parsers import PARSERS, Parser

Row = tuple[str, int, int, float]
COLUMNS = (
    Column("parser", lambda row: row[0]),
    Column("inputs", lambda row: row[1]),
    Column("taken", lambda row: row[2]),
    Column("refused", lambda row: row[1] - row[2]),
    Column("seconds", lambda row: f"{row[3]:.1f}"),
)


def fuzzed(parser: Parser, inputs: int, number: int) -> Row:
    """A parser tried on that many inputs; the first that it cannot stand is raised."""
    taken: list[bool] = []
    start = time.perf_counter()

    @seed(number)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # to make an input smaller takes minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(parser.inputs)
    def fuzz(value: object) -> None:
        taken.append(parser.takes(value))

    fuzz()
    return parser.name, len(taken), sum(taken), time.perf_counter() - start


@click.command()
@click.option("--inputs", type=click.IntRange(min=1), default=105_000, show_default=True)
@click.option("--seed", "number", type=int, help="Default: the time.")
def main(inputs: int, number: int | None) -> None:
    """So many inputs in all, at least, an equal share for every parser."""
    number = int(time.time()) if number is None else number
    warnings.simplefilter("ignore")  # of NumPy about damaged archives, of Python about escapes
    rows = []
    with click.progressbar(PARSERS, file=click.get_text_stream("stderr")) as parsers:
        for parser in parsers:
            rows.append(fuzzed(parser, -(-inputs // len(PARSERS)), number))
    click.echo(table(rows, COLUMNS, "github"))
    total, seconds = sum(row[1] for row in rows), sum(row[3] for row in rows)
    if total < inputs:
        raise click.ClickException(f"only {total} inputs were made")
    click.echo(f"\n{total} inputs in {seconds:.0f} s, seed {number}: nothing escaped.")


if __name__ == "__main__":
    main()
