"""Inputs near to what a parser wants, where its mistakes are: valid ones damaged, tokens, noise."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

Strategy = st.SearchStrategy[Any]
MOST_EDITS = 6
ODD = [
    *("\0", "\n", "\r", "\t", "\f", "\x1b[2J", "\ufeff", "\u2028", "\ud800"),
    *("\u00e9", "\u0661", "\uff11", "\u00b2", "\u202e"),
    *("", " ", "-", '"', "'", "\\", "%s", "{}", "()", "*", "**", "=", ":", ";", ",", "# ", "/"),
    *("1e999", "9" * 400, "NaN", "Infinity", "-0.0", "null", "true", "\\u0000", "\\ud800"),
    *("[" * 2000, '{"a":' * 2000, "(" * 300),
    *("../../etc/passwd", "<script>", "__class__", "lambda:0", "```", "~~~python"),
]


def near(valid: Sequence[str], tokens: Sequence[str]) -> Strategy:
    """Text that is valid, nearly valid, made of the parser's own tokens, or anything."""
    words = st.lists(st.sampled_from([*tokens, *ODD]), max_size=12)
    return st.one_of(
        st.builds(damaged, st.sampled_from(valid), st.just((*tokens, *ODD)), st.integers(0)),
        st.builds(damaged, st.sampled_from(valid), st.just((*tokens, *ODD)), st.integers(0)),
        st.builds(lambda found, between: between.join(found), words, st.sampled_from(["", " "])),
        st.text(max_size=60),
    )


def near_bytes(valid: Sequence[bytes]) -> Strategy:
    """Bytes that are valid, nearly valid, or anything."""
    tokens = [chr(value) for value in (0, 1, 127, 128, 255)] + ["\x00" * 8, "\xff" * 8, *"[]{},:"]
    edited = st.builds(damaged, st.sampled_from([v.decode("latin-1") for v in valid]),
                       st.just(tuple(tokens)), st.integers(0))  # fmt: skip
    return st.one_of(edited.map(lambda text: text.encode("latin-1", "replace")), st.binary())


def damaged(text: str, tokens: Sequence[str], seed: int) -> str:
    """The text after a few edits; which, the seed says."""
    chance = random.Random(seed)
    for _ in range(chance.randrange(MOST_EDITS)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 1, 1, 2, 5, 20, 200]))
        text = chance.choice(EDITS)(text, start, end, tokens, chance)
    return text


def removed(text: str, start: int, end: int, _: Sequence[str], __: random.Random) -> str:
    return text[:start] + text[end:]


def cut(text: str, start: int, _: int, __: Sequence[str], ___: random.Random) -> str:
    return text[:start]


def doubled(text: str, start: int, end: int, _: Sequence[str], __: random.Random) -> str:
    return text[:end] + text[start:]


def put_in(text: str, start: int, _: int, tokens: Sequence[str], chance: random.Random) -> str:
    return text[:start] + chance.choice(tokens) + text[start:]


def put_for(text: str, start: int, end: int, tokens: Sequence[str], chance: random.Random) -> str:
    return text[:start] + chance.choice(tokens) + text[end:]


def changed(text: str, start: int, _: int, __: Sequence[str], chance: random.Random) -> str:
    """Another number, or another letter."""
    letter = chance.choice("0123456789abXY_-+*/.(){}[]\"' \n")
    return text[:start] + letter + text[start + 1 :]


Edit = Callable[[str, int, int, Sequence[str], random.Random], str]
EDITS: tuple[Edit, ...] = (removed, cut, doubled, put_in, put_for, changed)


VALUES = (
    None,
    True,
    -1,
    0,
    0.5,
    10**30,
    "",
    "x",
    "../../etc/passwd",
    [],
    {},
    [[]],
    {"": None},
    [1],
)


def near_json(valid: str) -> Strategy:
    """JSON that is JSON still, with other members and values."""
    return st.builds(altered, st.just(valid), st.integers(0))


def altered(text: str, seed: int) -> str:
    """The object with a few of its members replaced, left out or said once more."""
    chance, value = random.Random(seed), json.loads(text)
    for _ in range(chance.randrange(MOST_EDITS)):
        owner, key = member(value, chance)
        if owner is None:
            continue
        if chance.random() < 0.2:
            del owner[key]
        elif isinstance(owner, list) and chance.random() < 0.2:
            owner.append(owner[key])
        else:
            owner[key] = json.loads(json.dumps(chance.choice(VALUES)))
    return json.dumps(value)


def member(value: Any, chance: random.Random) -> tuple[Any, Any]:
    """Some member, near the surface or deep down; none of what has none."""
    owner, key = None, None
    while isinstance(value, (dict, list)) and value and (owner is None or chance.random() < 0.8):
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        owner, key = value, chance.choice(keys)
        value = owner[key]
    return owner, key
