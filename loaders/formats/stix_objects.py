"""STIX 2.1 objects as nodes: what each type becomes, and what is kept of it.

Types and properties: STIX Version 2.1, OASIS Standard, 2021; properties that begin with `x_` and
the types channel, narrative, media-content and text are OpenCTI's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from graph.identity import Identity, IdentityError, identify, name_key
from loaders.countries import country_code
from loaders.records import ActorRecord, EntityRecord, Record

Stix = Mapping[str, Any]

_DISARM = re.compile(r"T0\d{3}(?:\.\d{3})?")
_KEY = 500  # characters of an id; Neo4j indexes 8,175 bytes
_HOST_KINDS = {
    "ipv4-addr": "ip",
    "ipv6-addr": "ip",
    "mac-addr": "mac",
    "autonomous-system": "autonomousSystem",
    "x509-certificate": "certificate",
    "infrastructure": "infrastructure",
}
_ACCOUNT_NAMES = ("account_login", "user_id", "name", "display_name")


class Placed(NamedTuple):
    """Where an object stands in the graph.

    Attributes:
        id: Id of its node.
        record: What is written.
        unplaced: Names of what the node has no place for: a state is the same in every source.
    """

    id: str
    record: Record
    unplaced: tuple[str, ...] = ()


def place(found: Stix) -> Placed:
    """Find the node of an object that is no relationship; any other type becomes an `Entity`."""
    return _PLACES.get(found["type"], _entity)(found)


def details(found: Mapping[str, Any], *shown: str) -> str | None:
    """Return what is not shown as a property of its own, as JSON; None when that is all."""
    rest = {name: value for name, value in found.items() if name not in shown}
    return json.dumps(rest, ensure_ascii=False, sort_keys=True) if rest else None


def text_of(found: Mapping[str, Any], *names: str) -> str | None:
    """Return the first of these that is a text with something in it."""
    for name in names:
        value = found.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _channel(found: Stix) -> Placed:
    first = _account(found)
    return _actor(found, first, _aliases(found, first), *_ACCOUNT_NAMES[2:])


def _domain(found: Stix) -> Placed:
    try:
        identity = identify((text_of(found, "value") or "").replace("[.]", "."), "domain")
    except IdentityError:
        return _entity(found)
    return _actor(found, identity, (), "value")


def _location(found: Stix) -> Placed:
    """A country is a state; a city, a region or an address is an entity."""
    if found.get("x_opencti_location_type", "Country") == "Country" and not found.get("city"):
        for name in ("country", "name"):
            try:
                state = country_code(text_of(found, name) or "")
            except ValueError:
                continue
            kept = {"description", "labels", "latitude", "longitude", "x_opencti_aliases"}
            node = EntityRecord(f"state:{state}", {})
            return Placed(node.id, node, tuple(sorted(kept & found.keys())))
    return _entity(found)


def _technique(found: Stix) -> Placed:
    """Techniques have the framework's own id, so that two bundles mean the same one."""
    for reference in _maps(found.get("external_references")):
        number = text_of(reference, "external_id") or ""
        if _DISARM.fullmatch(number):
            url = text_of(reference, "url")
            return _node(found, f"technique:{number}", {"url": url})
    number = text_of(found, "x_mitre_id") or ""
    key = number if _DISARM.fullmatch(number) else found["id"]
    return _node(found, f"technique:{key}", {})


def _identity(found: Stix) -> Placed:
    """An organisation goes by its name, as in every other list; persons and sectors do not."""
    name = text_of(found, "name")
    if found.get("identity_class") != "organization" or name is None or not _has_key(name):
        return _entity(found, kind=text_of(found, "identity_class") or "identity")
    facts = {"name": name[:_KEY], "details": details(found, *_shown(name, "name"))}
    return Placed(f"org:{name_key(name)}", EntityRecord(f"org:{name_key(name)}", facts))


def _narrative(found: Stix) -> Placed:
    name = text_of(found, "name")
    key = name_key(name) if name and _has_key(name) else found["id"]
    id_ = f"narrative:{key[:_KEY]}"
    kept = details(found, *_shown(name or "", "name"))
    return Placed(id_, EntityRecord(id_, {"name": (name or key)[:_KEY], "details": kept}))


def _campaign(found: Stix) -> Placed:
    return _node(found, f"campaign:{found['id']}", {})


def _host(found: Stix) -> Placed:
    kind = _HOST_KINDS[found["type"]]
    value = found.get("value") or found.get("serial_number") or found.get("number")
    name = text_of(found, "name")
    if value is None and name and _has_key(name):
        value = name_key(name)
    id_ = f"host:{kind}-{str(value or found['id'])[:_KEY]}"
    return Placed(id_, EntityRecord(id_, {"kind": kind, "details": details(found)}))


def _entity(found: Stix, kind: str | None = None) -> Placed:
    url = text_of(found, "url", "value") or ""
    facts = {
        "kind": kind or found["type"],
        "url": url if url.lower().startswith(("http://", "https://")) else None,
    }
    return _node(found, f"entity:{found['id']}", facts)


def _node(found: Stix, id_: str, facts: Mapping[str, str | None]) -> Placed:
    known = {
        "name": text_of(found, "name", "title", "value", "display_name", "url") or found["id"],
        "description": text_of(found, "description", "x_opencti_description"),
        "details": details(found, "type", "description", *_shown(found.get("name"), "name")),
        **facts,
    }
    known["name"] = str(known["name"])[:_KEY]
    given = {key: value for key, value in known.items() if value is not None}
    return Placed(id_, EntityRecord(id_, given))


def _actor(found: Stix, first: Identity, others: tuple[str, ...], *names: str) -> Placed:
    known = {
        "name": text_of(found, "display_name", *names),
        "platform": first.platform,
        "handle": first.handle,
        "url": first.url,
        "description": text_of(found, "description", "x_opencti_description"),
        "details": details(found, "type"),
    }
    facts = {key: value for key, value in known.items() if value is not None}
    shown = facts.get("name", first.handle)[:_KEY]
    facts["name"] = first.handle if "/" in shown or "[.]" in shown else shown
    return Placed(first.id, ActorRecord((first.id, *others), (), facts))


def _account(found: Stix) -> Identity:
    """Recognise an account by its login, id or name on the platform that the object names.

    An account that has no usable handle is known by its name, and one without a name by its id
    in STIX.
    """
    platform = _platform(found)
    for name in _ACCOUNT_NAMES:
        if (written := text_of(found, name)) is None:
            continue
        try:
            return identify(written, platform)
        except IdentityError:
            continue
    shown = text_of(found, "display_name", "name", "account_login", "user_id")
    shown = shown[:_KEY] if shown else ""
    return identify(f"name:{shown if _has_key(shown) else found['id']}")


def _platform(found: Stix) -> str | None:
    types = found.get("channel_types"), found.get("labels")
    named = [
        found.get("account_type"),
        *(v for each in types if isinstance(each, list) for v in each),
    ]
    for word in named:
        if isinstance(word, str):
            try:
                return identify("someone", word.strip().lower()).platform
            except IdentityError:
                continue
    return None


def _aliases(found: Stix, first: Identity) -> tuple[str, ...]:
    ids = []
    aliases = found.get("aliases")
    for alias in aliases if isinstance(aliases, list) else ():
        try:
            ids.append(identify(str(alias), first.platform).id)
        except IdentityError:
            continue  # it stays in the details
    return tuple(dict.fromkeys(id_ for id_ in ids if id_ != first.id))


def _shown(value: object, name: str) -> tuple[str, ...]:
    """Return the name of a property that is shown whole, and so needs no place in the details."""
    return (name,) if isinstance(value, str) and len(value) <= _KEY else ()


def _has_key(name: str) -> bool:
    return any(letter.isalnum() for letter in name)


def _maps(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


_PLACES: dict[str, Callable[[Stix], Placed]] = {
    "channel": _channel,
    "user-account": _channel,
    "domain-name": _domain,
    "location": _location,
    "attack-pattern": _technique,
    "identity": _identity,
    "narrative": _narrative,
    "campaign": _campaign,
    **dict.fromkeys(_HOST_KINDS, _host),
}
