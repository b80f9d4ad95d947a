"""Cypher as tokens: enough of its grammar to tell code from comments, texts and names.

Where the two engines read a text differently, it is refused instead of guessed at: Neo4j turns
Unicode escapes into characters, quotation marks too, before it reads anything, the embedded engine
inside of texts only; and characters that nobody sees may end a word in one and not in the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from graph.errors import QueryInvalidError, QueryRefusedError

LONGEST: Final = 100_000
"""Characters of a statement; longer ones are data, which belongs into parameters."""


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    QUOTED = "quoted"
    TEXT = "text"
    NUMBER = "number"
    SYMBOL = "symbol"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a statement.

    Attributes:
        kind: What it is.
        text: As it stands there.
        name: What a word or a name in backticks means, folded so that no look-alike letter
            hides a keyword (`ſet` is SET to Java); empty for other kinds.
    """

    kind: Kind
    text: str
    name: str = ""


_PATTERNS: Final = (
    (Kind.COMMENT, r"/\*.*?\*/|//[^\r\n]*"),
    (Kind.TEXT, r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""),
    (Kind.QUOTED, r"`(?:[^`]|``)*`"),
    (Kind.NUMBER, r"0[xXoO][0-9a-fA-F]+|\d+(?:_\d+)*(?:\.\d+)?(?:[eE][+-]?\d+)?"),
    (Kind.WORD, r"[^\W\d]\w*"),
    (Kind.SYMBOL, r"\.\.|[-+*/%^=<>~!|&.,:;$(){}\[\]?@]"),
)
_TOKEN: Final = re.compile(
    "|".join(f"(?P<{kind.name}>{pattern})" for kind, pattern in _PATTERNS), re.DOTALL
)
_BLANK: Final = frozenset(" \t\r\n")
_ESCAPE: Final = re.compile(r"\\u", re.IGNORECASE)
_NEVER: Final = re.compile("[\x00\ud800-\udfff]")


def tokens(statement: str) -> Iterator[Token]:
    """Read a statement; comments are tokens too.

    Raises:
        QueryRefusedError: Something in it could be read in two ways.
        QueryInvalidError: It is too long, or a text, name or comment in it does not end.
    """
    if len(statement) > LONGEST:
        raise QueryInvalidError(
            f"The statement has more than {LONGEST:,} characters.", "Give data as parameters."
        )
    if _NEVER.search(statement):
        raise QueryInvalidError("The statement holds a character that no text has.")
    if _ESCAPE.search(statement):
        raise QueryRefusedError(
            "The statement has a Unicode escape (\\u), which the engines read differently.",
            "Write the character itself, or give the text as a parameter.",
        )
    place = 0
    while place < len(statement):
        if statement[place] in _BLANK:
            place += 1
            continue
        found = _TOKEN.match(statement, place)
        if found is None:
            raise _unreadable(statement, place)
        place = found.end()
        kind, text = Kind[str(found.lastgroup)], found.group()
        if kind is Kind.SYMBOL and statement.startswith("/*", found.start()):
            raise QueryInvalidError("A comment does not end.", "Close it with */.")
        if kind is Kind.NUMBER and place < len(statement) and _wordlike(statement[place]):
            raise QueryRefusedError(
                f"After the number {text[:20]} a word begins without a blank.",
                "Put a blank between them.",
            )
        yield Token(kind, text, _name(kind, text))


def folded(word: str) -> str:
    """Return a word as the engines may compare it: compatible letters made equal, capitals."""
    return unicodedata.normalize("NFKC", word).upper()


def _name(kind: Kind, text: str) -> str:
    if kind is Kind.WORD:
        return folded(text)
    if kind is Kind.QUOTED:
        return folded(text[1:-1].replace("``", "`"))
    return ""


def _wordlike(character: str) -> bool:
    return character.isalnum() or character == "_"


def _unreadable(statement: str, place: int) -> QueryInvalidError | QueryRefusedError:
    character = statement[place]
    if character in "'\"`":
        return QueryInvalidError(f"What {character} opens at character {place + 1} does not end.")
    if unicodedata.category(character)[0] in "CZ":
        return QueryRefusedError(
            f"Character {place + 1} of the statement, U+{ord(character):04X}, cannot be seen.",
            "Use plain blanks and line breaks.",
        )
    return QueryInvalidError(
        f"Character {place + 1} of the statement, {character!r}, fits nowhere."
    )
