"""index.html: what it says, what it refuses to say, and that nothing gets out of its cell."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity.finding import Finding
from parity.page.bars import bars
from parity.page.content import OPTIONAL
from parity.page.headline import headline
from parity.page.lines import lines
from parity.page.matrix import matrix
from parity.page.numbers import percent, seconds
from parity.page.places import line_in_reference
from parity.page.sources import FILES
from parity.sweep.lines import BINS
from tests.parity.page_folder import (
    REPORTS,
    agreeing,
    costs,
    detection,
    failing,
    finding,
    page_of,
    performance,
    result,
)

MEGABYTE = 10**6
EVIL = """</code></td><script>alert(1)</script><img src=x onerror=alert(1)>"'&{{7*7}}"""
VOID = {"meta", "link", "input", "wbr", "br"}


class Outline(HTMLParser):
    """What tags there are, all texts by tag, and whether all that is open is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.said: dict[str, list[list[str]]] = {}
        self.open: list[str] = []
        self.feed(text)
        self.close()
        self.texts = {tag: ["".join(parts) for parts in said] for tag, said in self.said.items()}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)
            self.said.setdefault(tag, []).append([])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1] != tag and self.open[-1] in {"td", "tr"}:
            self.open.pop()
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.said[tag][-1].append(data)


def outline(path: Path) -> Outline:
    return Outline(path.read_text())


def section(path: Path, name: str) -> str:
    """The text of one part."""
    found = re.search(rf'<section id="{name}".*?</section>', path.read_text(), re.DOTALL)
    assert found, name
    return found[0]


# The verdict.


def test_the_sentence_stands_at_the_top(tmp_path: Path) -> None:
    page = outline(page_of(tmp_path, parity=agreeing()))
    said = "All 12 findings in 4 cases agree with the certified truth by hand, in torch and in JAX."
    assert page.texts["h1"] == [said]
    assert page.texts["title"][0] == "Gradient parity: agrees"


def test_what_fails_is_named_with_its_line(tmp_path: Path) -> None:
    path = page_of(tmp_path, parity=failing())
    (sentence,) = outline(path).texts["h1"]
    assert sentence.startswith("Of 15 findings in 5 cases, 12 agree with the certified truth, ")
    assert "1 disagrees, 1 is inconclusive, 1 was not run" in sentence
    assert "the worst is dW1 of shallow/vectorised/m-9/float64 by hand" in sentence
    part = section(path, "unsettled")
    line = line_in_reference("shallow/vectorised/m-9/float64", "dW1")
    assert line is not None
    assert line.source.startswith("dW1 = ")
    assert line.place in part.replace("<wbr>", "")
    assert "jax is not installed" in part
    assert len(re.findall("<tr data-verdict", part)) == 3


def test_where_all_agrees_there_is_no_part_for_what_does_not(tmp_path: Path) -> None:
    assert 'id="unsettled"' not in page_of(tmp_path, parity=agreeing()).read_text()


def test_nothing_checked_is_no_agreement(tmp_path: Path) -> None:
    assert outline(page_of(tmp_path)).texts["h1"] == ["Nothing was checked."]
    assert outline(page_of(tmp_path, parity=result([]))).texts["h1"] == ["Nothing was checked."]


def test_own_derivations_count_and_bring_suggestions(tmp_path: Path) -> None:
    line = {"file": "net.py", "line": 19, "quantity": "dZ1", "source": "dZ1 = W2.T @ dZ2",
            "verdict": "wrong", "suggestions": ["dZ1 = W2.T @ dZ2 * (1 - A1**2)"],
            "explanation": "the slope is missing", "worst": None}  # fmt: skip
    wrong = finding("net.py/draw-0/float64", "dZ1", "hand", verdict="disagrees", roundoffs=1e15)
    check = result([wrong], "parity-check/1")
    check["derivations"] = [{"file": "net.py", "derivation": "net.py", "title": "A net",
                             "verdict": "disagrees", "notes": [], "lines": [line]}]  # fmt: skip
    path = page_of(tmp_path, parity=agreeing(), check=check)
    assert outline(path).texts["title"][0] == "Gradient parity: disagrees"
    for part in (section(path, "unsettled"), section(path, "own")):
        assert "net.py:19" in part
        assert "dZ1 = W2.T @ dZ2 * (1 - A1**2)" in part
        assert "the slope is missing" in part


@given(st.lists(st.sampled_from(["agrees", "disagrees", "inconclusive", "not run"]), max_size=6))
def test_the_page_agrees_only_if_all_agrees(verdicts: list[Any]) -> None:
    rows = [Finding("a/b", f"dW{k}", "hand", verdict) for k, verdict in enumerate(verdicts)]
    told = headline(rows)
    assert (told.verdict == "agrees") == (bool(verdicts) and set(verdicts) == {"agrees"})
    assert told.sentence.startswith("All ") == (told.verdict == "agrees")


@pytest.mark.parametrize(
    ("case", "quantity", "begins"),
    [
        ("deep/5-4-1/tanh-sigmoid/float32", "dW2", "reference/deep.py:"),
        ("training/logistic/float32", "dW1", None),
        ("per-example/rows/tensor/tanh/float64", "dTheta", "reference/rows/tensor.py:"),
        ("shallow/one/tanh/float64", "nothing", None),
        ("net.py/draw-0/float64", "dW1", None),
    ],
)
def test_the_line_of_a_quantity_is_looked_up(case: str, quantity: str, begins: str | None) -> None:
    line = line_in_reference(case, quantity)
    assert (line is None) == (begins is None)
    if line is not None and begins is not None:
        assert line.place.startswith(begins)
        text = (REPORTS.parent / begins.rstrip(":")).read_text().splitlines()
        assert text[int(line.place.rpartition(":")[2]) - 1].strip() == line.source


# The committed results.


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for file in REPORTS.iterdir():
        if file.suffix != ".html":
            (folder / file.name).symlink_to(file)
    return page_of(folder)


def test_it_is_small_and_needs_nothing_else(committed: Path) -> None:
    text = committed.read_text()
    assert len(text) < 1.5 * MEGABYTE
    page = Outline(text)
    (policy,) = (value for _, value in page.attributes if value and "default-src" in value)
    assert policy.startswith("default-src 'none'; ")
    loading = {"src", "srcset", "data", "poster", "action", "formaction", "style", "background"}
    assert not loading & {name for name, _ in page.attributes}
    assert not [n for n, _ in page.attributes if n.startswith("on")]
    links = [value for name, value in page.attributes if name in ("href", "xlink:href")]
    for link in filter(None, links):
        if not link.startswith("#") and link != "data:,":
            assert (REPORTS / link).exists(), link
    assert not re.search(r"@import|url\(", text)


def test_every_committed_result_is_on_it(committed: Path) -> None:
    text = committed.read_text()
    assert "is not what its schema says" not in text
    value = json.loads((REPORTS / "parity.json").read_text())
    rows = {(row["case"], row["who"]) for row in value["findings"]}
    assert section(committed, "trial").count("<tr data-verdict") == len(rows)
    for name in FILES:
        assert (name in section(committed, "sources")) == (REPORTS / name).exists()


def test_it_is_made_twice_alike(committed: Path) -> None:
    before = committed.read_text()
    assert page_of(committed.parent).read_text() == before


# Results that other commands leave in the folder.


def test_planted_mistakes_are_told_by_kind(tmp_path: Path) -> None:
    part = section(page_of(tmp_path, detection=detection()), "detection")
    assert "Of 40 mistakes planted, caught in float64: parity 100 %, gradcheck slow 75 %." in part
    assert '<p class="sentence good">' in part
    assert "What parity did not catch" not in part


def test_what_parity_did_not_catch_is_named(tmp_path: Path) -> None:
    part = section(page_of(tmp_path, detection=detection(caught=39)), "detection")
    assert '<p class="sentence bad">' in part
    assert "a - b" in part
    assert "2e-05" in part


def test_times_have_a_sentence_a_table_and_a_plot(tmp_path: Path) -> None:
    part = section(page_of(tmp_path, performance=performance()), "speed")
    assert "By hand is faster." in part
    assert "60 µs" in part
    assert "jax jit: 10 µs at 4, 90 µs at 16" in part
    (drawn,) = re.findall(r"<title>jax jit</title>\s*<polyline points=\"([^\"]*)\"", part)
    assert len(drawn.split()) == 3
    assert "by hand: 100 µs at 120" in part  # what checking costs


def test_costs_are_compared_for_one_number_of_examples(tmp_path: Path) -> None:
    part = section(page_of(tmp_path, cost=costs()), "cost")
    assert "by hand: 100 µs at 120, 100 µs at 10,011" in part
    drawn = re.findall(r'<polyline points="([^"]*)"/>', part)
    assert {len(points.split()) for points in drawn} <= {1, 2}
    assert "22-22-22-1" in part


@pytest.mark.parametrize("name", [name for name in FILES if name not in OPTIONAL])
def test_what_is_not_there_is_said_with_its_command(tmp_path: Path, name: str) -> None:
    assert f"writes {name}" in page_of(tmp_path).read_text()


@pytest.mark.parametrize("name", FILES)
def test_the_command_that_is_named_writes_the_file(name: str) -> None:
    _, command = FILES[name]
    assert command == "parity report" or command.endswith(
        ("--reports reports", f"> reports/{name}")
    )


# What comes from a file stays text.


def poisoned(value: Any) -> Any:
    """The same with every free text made evil."""
    if isinstance(value, dict):
        kept = {"schema", "verdict", "who", "dtype", "quantity"}
        return {k: v if k in kept else poisoned(v) for k, v in value.items()}
    if isinstance(value, list):
        return [poisoned(item) for item in value]
    return value + EVIL if isinstance(value, str) else value


def test_everything_is_escaped(tmp_path: Path) -> None:
    clean = outline(page_of(tmp_path / "clean", parity=failing()))
    evil = outline(page_of(tmp_path / "evil", parity=poisoned(failing())))
    assert not evil.open
    assert evil.tags.count("script") == clean.tags.count("script") == 1
    assert "img" not in evil.tags
    assert any(EVIL in text for text in evil.texts["td"])
    assert evil.texts["script"] == clean.texts["script"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))  # which HTML cannot hold
def test_any_note_is_shown_as_it_is(note: str) -> None:
    told = f"begin {note} end"
    value = result([finding("a/float64", "dW1", "hand", verdict="not run", note=told)])
    with TemporaryDirectory() as folder:
        page = outline(page_of(Path(folder), parity=value))
    assert " ".join(told.split()) in [" ".join(text.split()) for text in page.texts["td"]]


def test_half_a_surrogate_pair_is_shown(tmp_path: Path) -> None:
    value = result([finding("a/float64", "dW1", "hand", verdict="not run", note="\ud800")])
    assert "\\ud800" in page_of(tmp_path, parity=value).read_text()


# Files that are not what they should be.


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", '{"schema": "other/1"}', "[" * 10**5])
@pytest.mark.parametrize("name", ["errata", "parity"])
def test_a_damaged_file_is_named(tmp_path: Path, name: str, content: str) -> None:
    page = page_of(tmp_path, **({"parity": agreeing()} | {name: content}))
    assert f"{name}.json" in section(page, "trial" if name == "parity" else "notes")
    agrees = outline(page).texts["title"][0] == "Gradient parity: agrees"
    assert agrees == (name != "parity")


def without(value: Any, path: list[Any]) -> Any:
    """The same without the member at the path."""
    changed = json.loads(json.dumps(value))
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = {"a": [None]}
    return changed


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[list[Any]]:
    """Where members are; of lists, the first item only."""
    items = value.items() if isinstance(value, dict) else enumerate(value[:1])
    found = []
    for key, item in items:
        found.append([*at, key])
        if isinstance(item, dict | list):
            found += paths(item, (*at, key))
    return found


COMMITTED = ("errata", "false-alarms", "conventions", "breast-cancer")
OTHERS = {"detection": detection, "performance": performance, "cost": costs}


@pytest.mark.parametrize("name", ["parity", *COMMITTED, *OTHERS])
def test_a_member_of_another_type_breaks_no_other_part(tmp_path: Path, name: str) -> None:
    if name in OTHERS:
        value = OTHERS[name]()
    elif name in COMMITTED:
        value = json.loads((REPORTS / f"{name}.json").read_text())
    else:
        value = failing()
    value = {key: item[:2] if isinstance(item, list) else item for key, item in value.items()}
    for path in paths(value)[1:]:
        changed = {name.replace("-", "_"): without(value, path)}
        page = page_of(tmp_path, **({"parity": agreeing()} | changed))
        assert outline(page).texts["h1"], path
        assert section(page, "trial"), path


# Plots.


@given(st.lists(st.integers(0, 10**6), min_size=10, max_size=10).filter(any))
def test_bars_stay_inside_and_their_heights_are_ordered(counts: list[int]) -> None:
    plot = bars("by hand", BINS, counts, max(counts), 43.7)
    heights = {bar.words.partition(": ")[2]: bar.height for bar in plot.bars}
    assert len(plot.bars) == sum(count > 0 for count in counts)
    for bar in plot.bars:
        assert plot.left <= bar.x <= bar.x + bar.width <= plot.width
        assert plot.top <= bar.y + 0.1
        assert bar.y + bar.height == pytest.approx(plot.height - plot.bottom, abs=0.11)
    ordered = sorted(heights, key=lambda count: int(count.replace(",", "")))
    assert [heights[count] for count in ordered] == sorted(heights.values())


points = st.lists(
    st.tuples(st.integers(1, 10**6), st.floats(1e-9, 1e4)), min_size=1, max_size=8,
    unique_by=lambda point: point[0],
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["hand", "torch", "jax"]), points, min_size=1))
def test_lines_stay_inside_and_rise_with_what_they_show(
    series: dict[str, list[tuple[float, float]]],
) -> None:
    plot = lines("width", "width", series, seconds)
    for line, given_points in zip(plot.lines, series.values(), strict=True):
        assert len(line.points) == len(given_points)
        for (x, y), (size, value) in zip(line.points, given_points, strict=True):
            assert plot.left - 0.1 <= x <= plot.width - plot.right + 0.1
            assert plot.top - 0.1 <= y <= plot.height - plot.bottom + 0.1
            for (x2, y2), (size2, value2) in zip(line.points, given_points, strict=True):
                assert (size <= size2) <= (x <= x2 + 0.1)
                assert (value <= value2) <= (y + 0.1 >= y2)


def test_a_matrix_has_a_field_for_every_share() -> None:
    shares = {("signs", "ours"): 1.0, ("signs", "theirs"): 0.25, ("axes", "ours"): 0.0}
    plot = matrix("caught", ["signs", "axes"], ["ours", "theirs"], shares)
    assert [field.text for field in plot.fields] == ["100 %", "25 %", "0 %"]
    assert len({(field.x, field.y) for field in plot.fields}) == 3
    shades = [field.shade for field in plot.fields]
    assert shades[0] > shades[1] > shades[2]


@given(st.floats(0, 1))
def test_a_share_never_looks_like_all_or_nothing(share: float) -> None:
    assert (percent(share) == "100 %") == (share == 1)
    assert (percent(share) == "0 %") == (share == 0)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(2.5, "2.5 s"), (0.0123, "12.3 ms"), (4.56e-5, "45.6 µs"), (7e-9, "7 ns"), (0, "0 ns")],
)
def test_times_have_their_unit(number: float, shown: str) -> None:
    assert seconds(number) == shown


def test_more_rows_than_anybody_reads_are_left_to_the_file(tmp_path: Path) -> None:
    many = [
        finding("a/float64", f"dW{k}", "hand", verdict="disagrees", roundoffs=1e9)
        for k in range(1001)
    ]
    path = page_of(tmp_path, parity=result(many))
    part = section(path, "unsettled")
    assert part.count("<tr data-verdict") == 1000
    assert "The first 1,000 are shown" in part
    assert "1,001 findings do not agree" in part
