"""detection.md, .json and the picture, in their folder."""

from pathlib import Path

from parity.detect.page import page
from parity.detect.report import DetectionRun, as_json
from parity.detect.tally import Tally
from parity.files import write_whole

FORMS = ("svg", "png")


def write_detection(tally: Tally, run: DetectionRun, folder: Path) -> list[Path]:
    """All files."""
    from parity.detect.plots import picture

    contents: dict[str, str | bytes] = {
        "detection.md": page(tally, run),
        "detection.json": as_json(tally, run) + "\n",
    }
    if tally.mutants:
        rows = tally.kinds("float64")
        contents |= {f"detection.{form}": picture(rows, form) for form in FORMS}
    for name, content in contents.items():
        write_whole(folder / name, content)
    return [folder / name for name in contents]
