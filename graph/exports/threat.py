"""A subgraph for threat-intelligence tools: a STIX 2.1 bundle, FollowTheMoney entities.

Ids are made from the graph's own, so that exporting twice gives the same objects.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from typing import Any, Final

from graph.credit import Credit
from graph.exports.values import fit, moment
from graph.subgraph import Evidence, Subgraph, SubgraphEdge, SubgraphNode, Technique

# Section 2.9 of STIX 2.1: the namespace of the ids of observables.
_STIX: Final = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
_ADDRESS: Final = re.compile(r"https?://[^\s\x00-\x1f<>\"\ud800-\udfff]+")
_DISARM: Final = re.compile(r"T0\d{3}(?:\.\d{3})?")
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")
_ORGANIZATIONS: Final = frozenset({"Organization", "State"})
_CLASSES: Final = {"Organization": "organization", "State": "organization"}


def write_stix(subgraph: Subgraph, path: Path) -> None:
    """Write a STIX 2.1 bundle.

    Accounts become `user-account`, sites `domain-name`, organisations and states `identity`.
    What connects them becomes `relationship`, named after the type in lower case with hyphens
    (`amplified`, `owned-by`), with the evidence's addresses as external references. Techniques
    that sources connect with an actor become `attack-pattern`, those of DISARM under their ids.
    Whose data it is, and its licence, are statement markings of the relationships.
    """
    at = _stamp(subgraph.generated_at)
    refs = {node.id: _stix_id(node) for node in subgraph.nodes}
    objects = [_stix_node(node, refs[node.id], at) for node in subgraph.nodes]
    markings = [_stix_marking(credit, at) for credit in subgraph.credits]
    terms = [each["id"] for each in markings]
    objects += [_stix_edge(edge, refs, at, terms) for edge in subgraph.edges]
    objects += markings
    objects += _stix_techniques(subgraph.techniques, refs, at)
    name = json.dumps(sorted({found["id"] for found in objects}))
    bundle = {"type": "bundle", "id": f"bundle--{uuid.uuid5(_STIX, name)}", "objects": objects}
    path.write_text(json.dumps(bundle, ensure_ascii=False, indent=1), encoding="utf-8")


def write_ftm(subgraph: Subgraph, path: Path) -> None:
    """Write FollowTheMoney entities, one JSON document a line.

    Accounts and sites become `UserAccount`, organisations `Organization`, states `PublicBody`;
    what connects them becomes `UnknownLink` with the type as `role`.
    """
    with path.open("w", encoding="utf-8") as file:
        for entity in _ftm(subgraph):
            file.write(json.dumps(entity, ensure_ascii=False) + "\n")


def _stix_id(node: SubgraphNode) -> str:
    kind = _stix_type(node)
    return f"{kind}--{uuid.uuid5(_STIX, json.dumps([kind, node.id]))}"


def _stix_type(node: SubgraphNode) -> str:
    if _ORGANIZATIONS & set(node.roles):
        return "identity"
    return "domain-name" if node.id.startswith("domain:") else "user-account"


def _stix_node(node: SubgraphNode, id_: str, at: str) -> dict[str, Any]:
    kind, name = _stix_type(node), fit(node.label or node.id)
    found: dict[str, Any] = {"type": kind, "spec_version": "2.1", "id": id_}
    if kind == "identity":
        classes = (_CLASSES[role] for role in node.roles if role in _CLASSES)
        found |= {"created": at, "modified": at, "name": name, "identity_class": next(classes)}
    elif kind == "domain-name":
        found["value"] = fit(node.id.removeprefix("domain:"))
    else:
        found |= {"user_id": fit(node.id), "display_name": name}
        if node.handle:
            found["account_login"] = fit(node.handle)
        if node.platform:
            found["account_type"] = {"x": "twitter"}.get(node.platform, fit(node.platform))
    # Shown under names of our own, as custom properties have to be.
    custom = {
        "country": fit(node.country or ""),
        "roles": list(node.roles),
        "actor_id": fit(node.id),
    }
    found |= {f"x_ampnet_{key}": value for key, value in custom.items() if value}
    if node.assessments:
        found["x_ampnet_assessments"] = [
            fit(" | ".join(str(part) for part in (a.category, a.state, a.source, a.date) if part))
            for a in node.assessments
        ]
    return found


def _stix_marking(credit: Credit, at: str) -> dict[str, Any]:
    """Section 7.2.1.3 of STIX 2.1: terms of use as a statement."""
    key = json.dumps(["credit", credit.dataset, credit.line])
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": f"marking-definition--{uuid.uuid5(_STIX, key)}",
        "created": at,
        "definition_type": "statement",
        "definition": {"statement": fit(f"Data: {credit.line}")},
    }


def _stix_edge(
    edge: SubgraphEdge, refs: dict[str, str], at: str, terms: list[str]
) -> dict[str, Any]:
    key = json.dumps([edge.source, edge.type, edge.kind, edge.target])
    found: dict[str, Any] = {
        "type": "relationship",
        "spec_version": "2.1",
        "id": f"relationship--{uuid.uuid5(_STIX, key)}",
        "created": at,
        "modified": at,
        "relationship_type": edge.type.lower().replace("_", "-"),
        "source_ref": refs[edge.source],
        "target_ref": refs[edge.target],
        "x_ampnet_count": edge.count,
    }
    if terms:
        found["object_marking_refs"] = terms
    if edge.kind:
        found["x_ampnet_kind"] = edge.kind
    if edge.first_at:
        found["start_time"] = _stamp(edge.first_at)
        # The standard wants the end to be later than the start.
        if edge.last_at and edge.last_at > edge.first_at:
            found["stop_time"] = _stamp(edge.last_at)
    references = [_reference(piece) for piece in edge.evidence]
    if references := [reference for reference in references if len(reference) > 1]:
        found["external_references"] = references
    return found


def _stix_techniques(
    techniques: Sequence[Technique], refs: dict[str, str], at: str
) -> Iterator[dict[str, Any]]:
    """Yield each technique once, then who is connected with it."""
    known: dict[str, dict[str, Any]] = {}
    for each in sorted(techniques, key=lambda each: (each.id, each.name is None)):
        if each.id not in known:  # one that is named comes first
            id_ = f"attack-pattern--{uuid.uuid5(_STIX, json.dumps(['technique', each.id]))}"
            known[each.id] = {"type": "attack-pattern", "spec_version": "2.1", "id": id_,
                              "created": at, "modified": at,
                              "name": fit(each.name or each.id)}  # fmt: skip
            if _DISARM.fullmatch(each.id):
                reference = {"source_name": "DISARM", "external_id": each.id}
                if _link(each.url):
                    reference["url"] = fit(each.url or "")
                known[each.id]["external_references"] = [reference]
    yield from known.values()
    for each in techniques:
        key = json.dumps([each.actor, each.kind, each.id, each.via])
        found = {
            "type": "relationship",
            "spec_version": "2.1",
            "id": f"relationship--{uuid.uuid5(_STIX, key)}",
            "created": at,
            "modified": at,
            "relationship_type": _NO_WORD.sub("-", each.kind.lower()).strip("-") or "related-to",
            "source_ref": refs[each.actor],
            "target_ref": known[each.id]["id"],
        }
        if each.via:
            found["description"] = fit(f"By the narrative {each.via!r}.")
        yield found


def _reference(piece: Evidence) -> dict[str, str]:
    found = {"source_name": fit(piece.source or piece.dataset or "ampnet")}
    if url := piece.archived_url or piece.url:
        found["url"] = fit(url)
    if piece.title:
        found["description"] = fit(piece.title)
    return found


def _stamp(at: datetime) -> str:
    aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return aware.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _ftm(subgraph: Subgraph) -> Iterator[dict[str, Any]]:
    whose: list[str | None] = [credit.line for credit in subgraph.credits]
    for node in subgraph.nodes:
        states = {"State": "PublicBody", "Organization": "Organization"}
        schema = next((states[role] for role in node.roles if role in states), "UserAccount")
        properties = {
            "name": node.label or node.id,
            "country": node.country and node.country.lower(),
            "sourceUrl": _link(node.url),
            "alias": node.id,
        }
        if schema == "UserAccount":  # which has to have a name on its platform
            named = node.handle or node.id.partition(":")[2] or node.id
            properties |= {"service": node.platform, "username": named}
        yield _entity(_ftm_id(node.id), schema, properties)
    for edge in subgraph.edges:
        properties = {
            "subject": _ftm_id(edge.source),
            "object": _ftm_id(edge.target),
            "role": " ".join(filter(None, (edge.type, edge.kind))),
            "startDate": moment(edge.first_at),
            "endDate": moment(edge.last_at),
            "summary": f"{edge.count} observations",
        }
        urls = [_link(piece.archived_url or piece.url) for piece in edge.evidence]
        key = "\n".join((edge.source, edge.type, edge.kind or "", edge.target))
        yield _entity(_ftm_id(key), "UnknownLink", properties, sourceUrl=urls, publisher=whose)


def _link(url: str | None) -> str | None:
    """Return an address that FollowTheMoney takes for one."""
    return url if url and _ADDRESS.fullmatch(url) else None


def _entity(
    id_: str, schema: str, properties: dict[str, str | None], **more: list[str | None]
) -> dict[str, Any]:
    found = {name: [fit(value)] for name, value in properties.items() if value}
    found |= {name: [fit(v) for v in values if v] for name, values in more.items() if any(values)}
    return {"id": id_, "schema": schema, "properties": found}


def _ftm_id(key: str) -> str:
    return f"ampnet-{sha1(key.encode('utf-8', 'surrogatepass'), usedforsecurity=False).hexdigest()}"
