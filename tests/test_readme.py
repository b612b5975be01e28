"""The README's Python examples are run, and print what the README says."""

import doctest
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def test_examples_print_what_the_readme_says() -> None:
    result = doctest.testfile(str(README), module_relative=False)
    assert result.attempted > 8
    assert result.failed == 0


def test_the_paths_it_links_to_exist() -> None:
    text = README.read_text()
    targets = [part.split(")")[0] for part in text.split("](")[1:]]
    assert targets
    for target in targets:
        assert (README.parent / target).exists(), target
