"""index.html in a real browser: Debian's Chromium, without a window."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parity.browser import Tab, chromium, installed
from tests.parity.page_folder import REPORTS, agreeing, failing, page_of
from tests.parity.test_page import poisoned

MISSING = "Chromium is not installed (apt-get install chromium); .ci/run installs it"
WIDTHS = (320, 390, 1400)
# Text in its colour on what is behind it: the contrast that WCAG 2 asks for is 4.5 to 1.
CONTRAST = """
(() => {
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
  const ground = (node) => {
    const colour = getComputedStyle(node).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" ? ground(node.parentElement) : colour;
  };
  const texts = "h1, h2, p, dt, dd, th, td, a, button, .good, .bad, .doubt, .none";
  const found = [...document.querySelectorAll(texts)]
    .filter((node) => node.textContent.trim() && node.getClientRects().length)
    .map((node) => {
      const [a, b] = [light(getComputedStyle(node).color), light(ground(node))];
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    });
  return [found.length, Math.min(...found)];
})()
"""


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    program = installed()
    if program is None and os.environ.get("CI"):
        pytest.fail(MISSING)
    if program is None:
        pytest.skip(MISSING)
    with chromium(program) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the cases agree, one does not."""
    value = failing()
    value["findings"] += agreeing(9)["findings"][12:]
    return page_of(tmp_path_factory.mktemp("reports"), parity=value)


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the committed results."""
    folder = tmp_path_factory.mktemp("committed")
    for file in REPORTS.glob("*.json"):
        (folder / file.name).symlink_to(file)
    return page_of(folder)


def column(tab: Tab, name: str) -> list[str]:
    """The visible cells of a column of the table of cases, from top to bottom."""
    cells = tab.value(f"""
      (() => {{
        const table = document.querySelector("#cases table");
        const heads = [...table.querySelectorAll("th")].map((head) => head.textContent);
        return [...table.tBodies[0].rows].filter((row) => row.getClientRects().length)
          .map((row) => row.cells[heads.indexOf("{name}")].textContent.trim());
      }})()""")
    assert isinstance(cells, list)
    return cells


def click(tab: Tab, selector: str) -> None:
    tab.value(f"document.querySelector({selector!r}).click()")


def head(number: int) -> str:
    return f"#cases th:nth-child({number}) button"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_complained_of_and_nothing_fetched(
    tab: Tab, committed: Path, width: int, dark: bool
) -> None:
    tab.open(committed, width=width, dark=dark)
    assert tab.complaints() == []
    assert tab.requests() == [committed.resolve().as_uri()]


def test_a_broken_page_would_be_complained_of(tab: Tab, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<script>throw new Error('planted')</script>")
    tab.open(page)
    assert "planted" in "".join(tab.complaints())


def test_a_foreign_script_does_not_run(tab: Tab, page: Path, tmp_path: Path) -> None:
    planted = tmp_path / "index.html"
    planted.write_text(page.read_text().replace("<h1>", "<script>document.title = 1</script><h1>"))
    tab.open(planted)
    assert tab.value("document.title") == "Gradient parity: disagrees"
    assert "Content Security Policy" in "".join(tab.complaints())


def test_clicking_a_head_sorts(tab: Tab, page: Path) -> None:
    tab.open(page)
    before = column(tab, "roundoffs")
    name = "document.querySelector('#cases th:nth-child(6)')"
    assert tab.value(f"{name}.textContent") == "roundoffs"
    click(tab, head(6))
    assert tab.value(f"{name}.getAttribute('aria-sort')") == "ascending"
    rising = column(tab, "roundoffs")
    known = [float(cell) for cell in rising if cell]
    assert known == sorted(known)
    assert known[-1] == 4e15
    assert rising[-1] == ""  # what is not known stands last
    click(tab, head(6))
    assert tab.value(f"{name}.getAttribute('aria-sort')") == "descending"
    falling = column(tab, "roundoffs")
    assert [float(cell) for cell in falling if cell] == sorted(known, reverse=True)
    assert falling[-1] == ""
    click(tab, head(6))
    assert tab.value(f"{name}.getAttribute('aria-sort')") is None
    assert column(tab, "roundoffs") == before


def test_text_sorts_as_people_count(tab: Tab, page: Path) -> None:
    tab.open(page)
    click(tab, head(1))
    numbers = [int(name.split("m-")[1].split("/")[0]) for name in column(tab, "case")]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) > 5
    assert tab.value("document.querySelectorAll('#cases th[aria-sort]').length") == 1


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_keyboard_is_enough(tab: Tab, page: Path, key: str) -> None:
    tab.open(page)
    tab.value(f"document.querySelector({head(5)!r}).focus()")
    tab.press("Tab")
    assert tab.value("document.activeElement.textContent") == "roundoffs"
    tab.press(key)
    known = [float(cell) for cell in column(tab, "roundoffs") if cell]
    assert known == sorted(known)
    tab.value("document.querySelector('#cases input').focus()")
    tab.write("torch m-3")
    assert column(tab, "who") == ["torch"]


def test_filters_by_text_and_verdict_go_together(tab: Tab, page: Path) -> None:
    tab.open(page)
    everything = column(tab, "case")
    click(tab, "#cases [data-verdict='disagrees'][aria-pressed]")
    assert column(tab, "verdict") == ["✗ disagrees"]
    assert tab.value("document.querySelector('#cases output').value").startswith("1 of ")
    pressed = "[...document.querySelectorAll('#cases [aria-pressed=true]')].map(b => b.textContent)"
    assert tab.value(pressed) == ["disagrees 1"]
    click(tab, "#cases [data-verdict=''][aria-pressed]")
    tab.value("document.querySelector('#cases input').focus()")
    tab.write("JAX m-9")
    assert column(tab, "verdict") == ["· not run"]
    tab.value("document.querySelector('#cases input').select()")
    tab.write("nowhere")
    assert column(tab, "case") == []
    tab.value("document.querySelector('#cases input').select()")
    tab.write(" ")
    assert column(tab, "case") == everything


def test_without_javascript_there_are_plain_tables(tab: Tab, page: Path) -> None:
    tab.open(page)
    with_script = column(tab, "case")
    tab.open(page, scripts=False)
    assert tab.value("document.querySelectorAll('th button').length") == 0
    seen = "[...document.querySelectorAll('.tools')].some(t => t.getClientRects().length)"
    assert tab.value(seen) is False
    assert column(tab, "case") == with_script
    assert tab.complaints() == []


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_can_be_read(tab: Tab, page: Path, dark: bool) -> None:
    tab.open(page, dark=dark)
    count, least = tab.value(CONTRAST)
    assert count > 100
    assert least >= 4.5
    ground = tab.value("getComputedStyle(document.body).backgroundColor")
    assert (max(int(part) for part in ground[4:-1].split(",")) < 64) == dark


@pytest.mark.parametrize("width", WIDTHS)
def test_only_tables_are_wider_than_the_window(tab: Tab, committed: Path, width: int) -> None:
    tab.open(committed, width=width)
    assert tab.value("document.documentElement.scrollWidth") == width
    wide = "[...document.querySelectorAll('.scroll')].filter(s => s.scrollWidth > s.clientWidth)"
    assert (tab.value(f"{wide}.length") > 2) or width > 1000
    assert tab.value(f"{wide}.every(s => s.tabIndex === 0)")


def test_heads_stay_where_rows_pass_below(tab: Tab, committed: Path) -> None:
    tab.open(committed)
    place = "document.querySelector('#cases th').getBoundingClientRect().top"
    box = "document.querySelector('#cases .scroll')"
    tab.value(f"{box}.scrollIntoView()")
    before = tab.value(place)
    tab.value(f"{box}.scrollTop = 2000")
    assert tab.value(f"{box}.scrollTop") == 2000
    assert tab.value(place) == before


def test_paper_has_all_rows(tab: Tab, committed: Path) -> None:
    tab.open(committed)
    tab.ask("Emulation.setEmulatedMedia", media="print")
    try:
        box = "document.querySelector('#cases .scroll')"
        assert tab.value(f"{box}.scrollHeight <= {box}.clientHeight")
        assert tab.value("document.querySelector('nav').getClientRects().length") == 0
    finally:
        tab.ask("Emulation.setEmulatedMedia", media="")


def test_what_comes_from_files_is_text(tab: Tab, tmp_path: Path) -> None:
    tab.open(page_of(tmp_path, parity=poisoned(failing())))
    assert tab.complaints() == []
    assert tab.value("document.images.length") == 0
    assert tab.value("document.scripts.length") == 1
    assert "onerror=alert(1)" in tab.value("document.body.innerText")
