"""Words of a page that lead on: to an actor, to the evidence of a tie, to a part of the network.

They lead where a server shows the page. In a file, which may be opened anywhere, they are words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup, escape

from api.views.text import clean, web_address
from graph.answers.nodes import NodeSummary

LONGEST: Final = 500
"""Characters of a cell."""

Span = tuple[str | None, str | None]
"""A time from which on, and one before which, in ISO 8601; None where it is open."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a server has its pages.

    Attributes:
        ways: Names and addresses that stand in the head of each page.
        actor: From an id to the actor's page.
        evidence: From both ends, and the type, kind and window where they are known, to what stands
            behind.
        network: From parameters to a part of the network.
        flow: From two countries to what stands behind the flow between them.
    """

    ways: Sequence[tuple[str, str]]
    actor: Callable[[str], str]
    evidence: Callable[[str, str, str | None, str | None, Span | None], str]
    network: Callable[[dict[str, str]], str]
    flow: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Lead:
    """A word, or a number, that leads somewhere.

    Attributes:
        says: What stands there.
        to: The address on a site; nowhere in a file.
        url: Or an address of the world, from foreign data: it leads there from a file too.
    """

    says: Any
    to: Callable[[Site], str] | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Parts with nothing between them."""

    parts: tuple[Any, ...]


def actor(node: NodeSummary | None, says: str | None = None) -> Lead | None:
    """A name that leads to the actor's page; nothing for nobody."""
    return None if node is None else Lead(says or node.name, lambda site: site.actor(node.id))


def actors(nodes: Sequence[NodeSummary]) -> list[Lead | None]:
    """Names that lead to the actors' pages."""
    return [actor(node) for node in nodes]


def evidence(
    says: object,
    source: NodeSummary | str,
    target: NodeSummary | str,
    type_: str | None = None,
    kind: str | None = None,
    span: Span | None = None,
) -> Lead:
    """A count that leads to the evidence: of that relationship, or of the strongest of the two.

    Of the span only, if one is given; else of the times that the page was asked for.
    """
    ends = [end if isinstance(end, str) else end.id for end in (source, target)]
    return Lead(says, lambda site: site.evidence(ends[0], ends[1], type_, kind, span))


def network(says: object, **asked: str) -> Lead:
    """A word that leads to a part of the network."""
    return Lead(says, lambda site: site.network(asked))


def flow(says: object, source: str, target: str) -> Lead:
    """A count that leads to what stands behind a flow between two countries."""
    return Lead(says, lambda site: site.flow(source, target))


def address(says: object, url: str | None) -> Lead:
    """A word that leads to a web address of foreign data, where it is a plain one."""
    return Lead(says, url=web_address(url))


def cell(value: Any) -> str:
    """Return a value as the text of a cell."""
    return clean("".join(text for text, _ in _pieces(value)), LONGEST)


def written(value: Any, site: Site | None) -> Markup:
    """Return a value as HTML; what it says is escaped, and so is where it leads."""
    room, parts = LONGEST, []
    for text, lead in _pieces(value):
        shown = clean(text, room)
        room -= len(shown)
        parts.append(_linked(shown, lead, site) if lead and shown else escape(shown))
        if room <= 1:
            break
    return Markup().join(parts)


def is_number(value: Any) -> bool:
    """Whether a cell holds a number, which stands to the right."""
    said = value.says if isinstance(value, Lead) else value
    return isinstance(said, int | float) and not isinstance(said, bool)


def _linked(says: str, lead: Lead, site: Site | None) -> Markup:
    if lead.url:
        outside = Markup('<a href="{}" rel="noopener noreferrer nofollow"><bdi>{}</bdi></a>')
        return outside.format(lead.url, says)
    if lead.to and site:
        return Markup('<a href="{}"><bdi>{}</bdi></a>').format(lead.to(site), says)
    return Markup("<bdi>{}</bdi>").format(says)


def _pieces(value: Any) -> Iterator[tuple[str, Lead | None]]:
    if isinstance(value, Words):
        for part in value.parts:
            yield from _pieces(part)
    elif isinstance(value, list | tuple):
        for k, each in enumerate(value):
            if k:
                yield ", ", None
            yield from _pieces(each)
    elif isinstance(value, Lead):
        yield cell(value.says), value
    else:
        yield _text(value), None


def _text(value: Any) -> str:
    if value is None:
        return ""
    return next((turn(value) for kind, turn in _TURNS if isinstance(value, kind)), None) or str(
        value
    )


_TURNS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bool, lambda value: "yes" if value else "no"),
    (int, lambda value: f"{value:,}"),
    (float, lambda value: f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"),
    (
        datetime,
        lambda at: f"{at:%Y-%m-%d}" if at.hour == at.minute == 0 else f"{at:%Y-%m-%d %H:%M}",
    ),
)
"""In this order: True is an int too."""
