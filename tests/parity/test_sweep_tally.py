"""What lines add up to; the numbers were added by hand."""

import pytest

from parity.finding import Finding
from parity.sweep.lines import Line, Party, party
from parity.sweep.plan import Throughput
from parity.sweep.report import Swept, markdown
from parity.sweep.tally import LATER, NAMED, Tally, age_class, median
from parity.sweep.ways import looks


def line(number: int, share: float, wrong: int = 0, seconds: float = 0.1, age: int = 1) -> Line:
    """A case of torch and hand, three quantities each."""
    verdicts = {"agrees": 2 - wrong, "disagrees": wrong, "inconclusive": 1, "not run": 0}
    parties = {
        "hand": Party(verdicts, (1, 1, 1), 100 * share, share, "dW2", "", 1),
        "torch": Party(
            {**verdicts, "agrees": 3, "disagrees": 0, "inconclusive": 0},
            (3,),
            0.25,
            0.001,
            "J",
            "",
            0,
        ),
    }
    return Line(1, number, "float32", "1 to 16", "0" * 64, seconds, age, 600 + number, parties)


def tally(*lines: Line) -> Tally:
    """The lines added up."""
    total = Tally()
    for one in lines:
        total.add(one)
    return total


def test_lines_add_up() -> None:
    total = tally(line(0, 0.3), line(1, 0.5, seconds=0.3), line(2, 0.4))
    hand, torch = total.spreads()
    assert (hand.who, hand.findings, hand.inconclusive, hand.disagrees) == ("hand", 9, 3, 0)
    assert hand.counts == (3, 3, 3, 0, 0, 0, 0, 0, 0, 0)
    assert (hand.largest, hand.largest_share, hand.where) == (50, 0.5, "sweep/1/1 dW2")
    assert (hand.decided, torch.decided) == (3, 0)
    assert (torch.counts[0], torch.largest) == (9, 0.25)
    assert total.summary == {
        "cases": 3, "findings": 18, "agrees": 15, "disagrees": 0, "inconclusive": 3, "not run": 0,
    }  # fmt: skip
    assert total.share_inconclusive("float32") == 3 / 18
    assert (total.share_inconclusive("hand"), total.share_inconclusive("torch")) == (3 / 9, 0)
    assert total.exit_code() == 3
    (price,) = total.in_classes()
    assert (price.cases, price.largest) == (3, 0.3)
    assert price.mean == pytest.approx(0.5 / 3)


def test_what_a_second_look_decided_is_counted_by_party() -> None:
    total = tally(line(0, 0.3), line(1, 0.5), line(2, 0.4))
    (look,) = looks(total)
    assert (look.who, look.dtype, look.findings) == ("hand", "float32", 9)
    assert (look.before, look.decided, look.after) == (6, 3, 3)
    page = " ".join(markdown(Swept(total, 1)).split())
    assert "| hand | float32 | 9 | 6 | 3 | 3 |" in page
    assert "typed in from a measurement of 2026-11-21" in page


def test_nothing_inconclusive_needs_no_table_of_second_looks() -> None:
    assert "inconclusive at first" not in markdown(Swept(Tally(), 1))


def test_a_false_alarm_is_named_and_counts() -> None:
    total = tally(line(0, 0.3), line(1, 1.5, wrong=1))
    assert total.exit_code() == 1
    page = markdown(Swept(total, 1))
    assert ": 1 false alarm, 2 inconclusive" in page
    assert "- false alarm: sweep/1/1 dW2 hand" in page


def test_the_largest_are_kept_however_many_there_are() -> None:
    total = tally(*(line(number, number / 1000) for number in (*range(50, 100), *range(50))))
    assert sorted(peak.case for peak in total.peaks) == [f"sweep/1/{n}" for n in range(90, 100)]
    assert len(total.peaks) == NAMED


def test_what_more_cases_would_take_is_told_by_the_later_ones() -> None:
    total = tally(line(0, 0.1, seconds=9.0), line(1000, 0.1, seconds=0.0864))
    assert total.prices[LATER].mean == 0.0864
    page = markdown(Swept(total, 1))
    assert "10^7 cases would take 240 hours of one core, 15.0 hours of 16 cores" in page
    assert "10^7 cases" not in markdown(Swept(tally(line(0, 0.1)), 1))


def test_memory_is_told_by_the_age_of_processes() -> None:
    total = tally(line(0, 0.1), line(2, 0.1, age=100), line(9, 0.1, age=101), line(5, 0.1, age=0))
    young, older = total.by_age()
    assert (young.age, young.cases, young.mean, young.largest) == ("1 to 100", 2, 601.0, 602)
    assert (older.age, older.cases, older.largest) == ("101 to 500", 1, 609)
    assert "| 101 to 500" in markdown(Swept(total, 1))
    assert age_class(10**6) == "4001 to 5000"


def test_the_median_lies_inside_its_bin() -> None:
    assert median([4, 0, 0, 0, 0, 0, 0, 0, 0, 0]) == 0.25
    assert median([1, 0, 2, 0, 0, 0, 0, 0, 0, 0]) == 1.25
    assert median([0, 0, 0, 0, 0, 0, 0, 0, 0, 3]) == 128.0


def test_an_infinite_roundoff_is_what_a_line_names() -> None:
    found = party(
        [
            Finding("c", "J", "hand", "agrees", 3.0, 24.0),
            Finding("c", "dW1", "hand", "disagrees", None, 24.0),
            Finding("c", "db1", "hand", "not run", note="torch\nbroke"),
        ]
    )
    assert (found.quantity, found.largest, found.share) == ("dW1", None, None)
    assert found.bins == (0, 0, 0, 1)
    assert found.note == "torch?broke"


def test_the_page_says_how_fast_this_machine_was() -> None:
    total = tally(line(0, 0.1), line(1, 0.1), line(2, 0.1))
    page = markdown(Swept(total, 1, Throughput(workers=2, cases=3, seconds=90.0)))
    assert "2 processes tried 3 cases\nin 1 min 30 s, 0.0 a second." in page
    page = markdown(Swept(total, 1, Throughput(workers=2, cases=2, seconds=2.0)))
    assert "in 0 min 2 s, 1.0 a second; the others had been tried before." in page
    assert "processes tried" not in markdown(Swept(tally(line(0, 0.1)), 1))
