"""Report files are whole or absent."""

import threading
from pathlib import Path

import pytest

from parity.errors import InputError
from parity.files import write_whole


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.md"
    write_whole(path, "one")
    write_whole(path, "two")
    assert path.read_text() == "two"
    assert list(path.parent.iterdir()) == [path]


def test_two_writers_at_once_leave_one_whole_text(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    texts = [letter * 200_000 for letter in "ab"]
    writers = [threading.Thread(target=write_whole, args=(path, text)) for text in texts * 20]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert path.read_text() in texts
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_is_a_folder_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "report.md").mkdir()
    with pytest.raises(InputError, match="cannot write"):
        write_whole(tmp_path / "report.md", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]
