"""May this statement run? One answer for the command line, REST and both engines.

Three things stand between a statement and a change, each enough by itself where it applies: this
check of the text, which knows what is allowed and refuses the rest; on Neo4j the plan that the
server makes of it (`graph.cypher.run`); and the rights of who asks, the embedded engine's reader
or Neo4j's read access mode. The check is needed although the rights refuse every write: reading
rights show users and settings, end others' statements and, on Neo4j, read files by LOAD CSV.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from graph.cypher.tokens import Kind, Token, tokens
from graph.cypher.vocabulary import (
    BEGINNINGS,
    CHANGING,
    FUNCTIONS,
    NAMES_FOLLOW,
    NAMES_MAY_FOLLOW,
    NO_FUNCTIONS,
    PROCEDURES,
    SIGNS_BEFORE_NAMES,
)
from graph.errors import QueryInvalidError, QueryRefusedError

_HINTS = frozenset({"INDEX", "SEEK"})


@dataclass(frozen=True)
class Checked:
    """A statement that may be sent.

    Attributes:
        text: Its text, comments blanked out: what was not looked at is not sent.
        shape: The same in one line without literals, for logs: `MATCH (a {id: ?}) RETURN a`.
    """

    text: str
    shape: str


def check(statement: str) -> Checked:
    """Look at every word of a statement.

    Raises:
        QueryRefusedError: It would change something, reach outside, rule the server, call what
            is not known to read only, or hides what it does.
        QueryInvalidError: It is no statement at all.
    """
    found = list(tokens(statement))
    code = [token for token in found if token.kind is not Kind.COMMENT]
    while code and code[-1].text == ";":
        code.pop()
    if not code:
        raise QueryInvalidError("There is no statement.", "Begin with MATCH ... RETURN.")
    if any(token.text == ";" for token in code):
        raise QueryRefusedError("There is more than one statement.", "Send them one by one.")
    if code[0].kind is not Kind.WORD or code[0].name not in BEGINNINGS:
        raise QueryRefusedError(
            f"A reading statement does not begin with {code[0].text[:40]!r}.",
            "It begins with MATCH, OPTIONAL MATCH, UNWIND, WITH, RETURN or CALL.",
        )
    for place, token in enumerate(code):
        if token.kind in {Kind.WORD, Kind.QUOTED} and not _is_member(code, place):
            _check_word(code, place)
    return Checked(_without_comments(statement, found), shape(code))


def shape(code: list[Token]) -> str:
    """Write tokens in one line, with `?` for each text, number and name in backticks."""
    words = [t.text if t.kind in {Kind.WORD, Kind.SYMBOL} else "?" for t in code]
    spaced = [first if _joined(first, after) else f"{first} " for first, after in pairwise(words)]
    return "".join([*spaced, *words[-1:]])


def _joined(first: str, after: str) -> bool:
    return first in {"(", "[", "{", ".", ":", "$", "-"} or after in set(")]},.:;-")


def _check_word(code: list[Token], place: int) -> None:
    token = code[place]
    clause = token.kind is Kind.WORD and _may_begin_a_clause(code, place)
    if clause and token.name in CHANGING:
        raise QueryRefusedError(
            f"{token.name} is not for reading statements.",
            "Nothing may be changed, loaded or ruled here; if it is a name, put it in backticks.",
        )
    if clause and token.name == "CALL":
        _check_call(code, place + 1)
        return
    name, end = _dotted(code, place)
    if not _is(code, end, "(") or _is_procedure(code, place):
        return
    single = end == place + 1
    if single and token.kind is Kind.WORD and token.name in NO_FUNCTIONS:
        return
    if single and _is(code, place - 1, ":") and place > 2 and code[place - 3].name in _HINTS:
        return  # USING INDEX a:Actor(id)
    if name not in FUNCTIONS:
        raise QueryRefusedError(
            f"Function {name[:100]!r} may not be called here.",
            "Those of the Cypher manual may, but for files, graphs and what was installed besides.",
        )


def _check_call(code: list[Token], place: int) -> None:
    """Let subqueries through, and procedures that are on the list."""
    if _is(code, place, "{") or _is(code, place, "("):
        return
    name, end = _dotted(code, place)
    if end == place:
        raise QueryInvalidError("CALL is not followed by a procedure or a subquery.")
    if name not in PROCEDURES:
        raise QueryRefusedError(
            f"Procedure {name[:100]!r} may not be called here.",
            f"These may: {', '.join(sorted(PROCEDURES))}.",
        )


def _dotted(code: list[Token], place: int) -> tuple[str, int]:
    """Read `a.b.c` from here on; its name in small letters, and where it ends."""
    parts: list[str] = []
    while place < len(code) and code[place].kind in {Kind.WORD, Kind.QUOTED}:
        parts.append(code[place].name.lower())
        place += 1
        if not _is(code, place, "."):
            break
        place += 1
    return ".".join(parts), place


def _is_member(code: list[Token], place: int) -> bool:
    """Tell whether a name goes on with a dotted one, which was looked at from its beginning."""
    return (
        place > 1 and _is(code, place - 1, ".") and code[place - 2].kind in {Kind.WORD, Kind.QUOTED}
    )


def _is_procedure(code: list[Token], place: int) -> bool:
    return place > 0 and code[place - 1].name == "CALL" and _may_begin_a_clause(code, place - 1)


def _may_begin_a_clause(code: list[Token], place: int) -> bool:
    """Tell whether the engine could take this word for the beginning of a clause.

    It could not where a name or an expression has to stand: `RETURN set`, `(call)`, `n.create`,
    `{use: 1}`. In doubt it could.
    """
    if _is(code, place + 1, ":"):
        return False
    if place == 0:
        return True
    before = code[place - 1]
    if code[place].name == "TRANSACTIONS" and before.name == "IN":
        return _is(code, place - 2, "}")  # CALL { ... } IN TRANSACTIONS
    if before.text == "." and place > 1 and code[place - 2].kind is Kind.NUMBER:
        return True  # `1.` is a number too
    if before.kind is Kind.SYMBOL:
        return before.text not in SIGNS_BEFORE_NAMES
    return before.name not in NAMES_FOLLOW or not _is_surely_keyword(code, place - 1)


def _is_surely_keyword(code: list[Token], place: int) -> bool:
    """Tell whether this is a keyword and no name, as it is in `WITH n AS in SET in.name = 'x'`.

    Sure is what begins the statement, or stands behind the end of a name or an expression.
    """
    if code[place].kind is not Kind.WORD:
        return False
    if place == 0:
        return True
    before = code[place - 1]
    if before.kind is Kind.SYMBOL:
        return before.text in {")", "]", "}"}
    return before.kind is not Kind.WORD or before.name not in NAMES_FOLLOW | NAMES_MAY_FOLLOW


def _is(code: list[Token], place: int, text: str) -> bool:
    return 0 <= place < len(code) and code[place].kind is Kind.SYMBOL and code[place].text == text


def _without_comments(statement: str, found: list[Token]) -> str:
    """Blank comments out, so that lines and columns in messages stay true."""
    parts: list[str] = []
    place = 0
    for token in found:
        start = statement.index(token.text, place)
        parts.append(statement[place:start])
        place = start + len(token.text)
        comment = token.kind is Kind.COMMENT
        blank = "".join(c if c in "\r\n" else " " for c in token.text)
        parts.append(blank if comment else token.text)
    return "".join([*parts, statement[place:]])
