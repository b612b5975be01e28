"""All parts through the template, into one file that needs no other."""

import base64
import functools
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from parity.files import write_whole
from parity.page.content import FILES, facts_of, present, results, sections, verdict
from parity.page.grid import grid
from parity.page.marks import mark_of
from parity.page.sources import read_sources

PAGE = "index.html"
HERE = Path(__file__).parent


def write_page(folder: Path) -> Path:
    """index.html of what is in the folder."""
    # JSON may hold half a surrogate pair, which is no text
    write_whole(folder / PAGE, page(folder).encode("utf-8", "backslashreplace"))
    return folder / PAGE


def page(folder: Path) -> str:
    """The text of the page."""
    sources = read_sources(folder)
    parts = sections(sources)
    told = verdict(sources)
    return render(
        title=told.sentence,
        verdict=told.verdict,
        mark=mark_of(told.verdict),
        sections=parts,
        facts=facts_of(results(sources)),
        files=grid("files", "Where it comes from", present(sources), FILES),
        linked={name for part in parts for name in part.files if (folder / name).exists()},
    )


def render(**parts: Any) -> str:
    """The template filled in; everything is escaped but our own style sheet and script."""
    style, script = ((HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    return (
        templates()
        .get_template("page.html")
        .render(
            **parts,
            style=Markup(style),
            script=Markup(script),
            policy=policy(style, script),
        )
    )


@functools.cache
def templates() -> Environment:
    """The templates of this folder."""
    found = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["breakable"] = breakable
    return found


def breakable(text: str) -> Markup:
    """Escaped, and free to break after a slash."""
    return Markup("/<wbr>").join(text.split("/"))


def policy(style: str, script: str) -> str:
    """Content-Security-Policy: no network, and no style or script but ours, by their digests."""
    allowed = [("style-src", style), ("script-src", script)]
    digests = [f"{kind} 'sha256-{digest(text)}'" for kind, text in allowed]
    return "; ".join(["default-src 'none'", "img-src data:", *digests])


def digest(text: str) -> str:
    """SHA-256 as browsers want it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
