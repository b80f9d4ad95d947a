"""Read whose data it is: a Data Package descriptor, or a few lines in schema.org's words.

`datapackage.json` is what the Frictionless Data Package (https://datapackage.org) calls the file
that says so, and where it stands: beside the data. It is the one such standard that people write by
hand and that portals write too (CKAN, Kaggle). schema.org's Dataset, as Zenodo and Dataverse give
it, differs in words only, and both may be JSON or YAML.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from graph.credit import Credit
from graph.errors import AmpnetError
from loaders.licences import license_of

DESCRIPTOR: Final = "datapackage.json"
LARGEST: Final = 5_000_000
"""Bytes of a file; a descriptor may describe thousands of columns too."""

_LONGEST: Final = 4_000
_LONGEST_ADDRESS: Final = 2_000
_MOST_MAKERS: Final = 500
_DOI: Final = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE
)
# C0 and C1 controls, what turns the direction of writing around, and halves of characters.
_UNFIT: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title",),
    "creators": ("creators", "creator", "author"),
    "publisher": ("publisher",),
    "license": ("license", "licenses"),
    "citation": ("citation", "citeAs"),
    "doi": ("doi", "identifier", "id"),
    "url": ("url", "homepage"),
    "retrievedOn": ("retrievedOn",),
    "rights": ("rights",),
}
"""Our property, and the words for it: ours, schema.org's, the Data Package's."""
_ALSO: Final = ("contributors", "licenseUrl")
_MAKERS: Final = frozenset({"author", "creator", "contributor", "wrangler"})


class AboutError(AmpnetError):
    """A file that should say whose data it is, and cannot be used."""


def read_about(path: Path, dataset: str) -> Credit:
    """Read the credit of a data set from a file.

    Raises:
        AboutError: The file cannot be read, or a field of it holds what it cannot mean.
    """
    try:
        with path.open("rb") as file:
            held = file.read(LARGEST + 1)
    except OSError as error:
        raise AboutError(
            f"{path} cannot be read: {error.strerror or error}.", "Name the file with --about FILE."
        ) from error
    return parse_about(held, str(path), dataset)


def parse_about(held: bytes, where: str, dataset: str) -> Credit:
    """Read the credit of a data set from the bytes of a file.

    Args:
        held: JSON or YAML in UTF-8.
        where: What the file is called, for errors.
        dataset: Name of the data set.

    Raises:
        AboutError: As of `read_about`.
    """
    if len(held) > LARGEST:
        raise AboutError(f"{where} has more than {LARGEST:,} bytes.", "It should be a few lines.")
    return _Reader(where).credit(_document(held, where), dataset)


def beside(path: Path) -> Path | None:
    """Return the descriptor in a file's folder, if it says that it is about that file too."""
    found = path.parent / DESCRIPTOR
    if not found.is_file() or found.stat().st_size > LARGEST:
        return None
    try:
        document = json.loads(found.read_bytes())
        named = {file for resource in document["resources"] for file in _paths(resource["path"])}
    except (OSError, ValueError, RecursionError, TypeError, KeyError):
        return None  # not ours: another program's, or one about other files
    return found if path.name in named else None


def _paths(path: object) -> Iterator[str]:
    for each in path if isinstance(path, list) else [path]:
        yield str(each).removeprefix("./")


def _document(held: bytes, where: str) -> Mapping[str, Any]:
    try:
        text = held.decode("utf-8-sig")
        found = json.loads(text) if text.lstrip().startswith(("{", "[")) else _yaml(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())[:200]
        raise AboutError(f"{where} is neither JSON nor YAML: {said}.", _FORM) from error
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise AboutError(f"{where} does not say `field: value`, line by line.", _FORM)
    return found


def _yaml(text: str) -> Any:
    if re.search(r"(?m)^[^#]*[:\s-]&\w", text):  # a few lines of these can grow to gigabytes
        raise ValueError("it has anchors, which are not read")
    return yaml.safe_load(text)


_FORM: Final = "Write lines such as `title: ...`, `creator: ...`, `license: CC-BY-4.0`."


class _Reader:
    """Reads fields, and says which of which file is wrong."""

    def __init__(self, where: str) -> None:
        self._where = where

    def credit(self, found: Mapping[str, Any], dataset: str) -> Credit:
        foreign = found.keys() & {"@context", "@type", "resources", "profile", "$schema"}
        if not foreign:
            self._check_words(found)
        title = found.get("title", found.get("name") if "@type" in found else None)
        makers, publishers = self._contributors(found.get("contributors"))
        creators = (*self._names(found, "creators"), *makers)
        publisher = (*self._names(found, "publisher"), *publishers)
        license_, license_url = self._license(found)
        credit = Credit(
            dataset,
            title=self._text("title", title),
            creators=tuple(dict.fromkeys(creators))[:_MOST_MAKERS],
            publisher=", ".join(dict.fromkeys(publisher)) or None,
            license=license_,
            license_url=license_url,
            citation="; ".join(self._names(found, "citation")) or None,
            doi=self._doi(found),
            url=self._address(*self._given(found, "url")),
            retrieved_on=self._day(*self._given(found, "retrievedOn")),
            rights=self._text(*self._given(found, "rights")),
        )
        if credit.is_empty:
            known = ", ".join(name for words in _WORDS.values() for name in words)
            raise self._wrong("", "it says nothing of whose data it is", f"Its fields are {known}.")
        return credit

    def _check_words(self, found: Mapping[str, Any]) -> None:
        known = [*(name for words in _WORDS.values() for name in words), *_ALSO]
        for name in found.keys() - {*known, "name", "description", "version", "keywords"}:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f"; did you mean {near[0]!r}" if near else ""
            raise self._wrong(
                name[:80],
                f"it is no field of a data set{meant}",
                f"Its fields are {', '.join(known)}.",
            )

    def _given(self, found: Mapping[str, Any], prop: str) -> tuple[str, Any]:
        """Return the word that is used, and its value."""
        for word in _WORDS[prop]:
            if found.get(word) is not None:
                return word, found[word]
        return prop, None

    def _text(self, field: str, value: object) -> str | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float | dt.date):
            raise self._wrong(
                field, f"it is a {type(value).__name__}, and no text", "Write a text."
            )
        text = " ".join(str(value).split())
        if len(text) > _LONGEST:
            raise self._wrong(
                field, f"it has {len(text):,} characters", f"{_LONGEST:,} are allowed."
            )
        if found := _UNFIT.search(text):
            code = f"U+{ord(found[0]):04X}"
            raise self._wrong(field, f"it holds {code}, which is no text", "Take it out.")
        return text or None

    def _names(self, found: Mapping[str, Any], prop: str) -> list[str]:
        """Read one or several: texts, or objects that have a name."""
        field, value = self._given(found, prop)
        some = value if isinstance(value, list) else [] if value is None else [value]
        names = []
        for k, each in enumerate(some):
            at = f"{field}[{k}]" if isinstance(value, list) else field
            named = each
            if isinstance(each, dict):
                named = each.get("name") or each.get("title") or each.get("@id")
                if named is None:
                    raise self._wrong(at, "it has no name", "Give it a `name`.")
            if text := self._text(at, named):
                names.append(text)
        return names

    def _contributors(self, given: object) -> tuple[list[str], list[str]]:
        """Read a Data Package's contributors: who made it, and who published it."""
        makers: list[str] = []
        publishers: list[str] = []
        if given is None:
            return makers, publishers
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            raise self._wrong("contributors", "it is no list of people", "See datapackage.org.")
        for k, each in enumerate(given):
            whole = f"{each.get('givenName') or ''} {each.get('familyName') or ''}"
            name = self._text(f"contributors[{k}].title", each.get("title") or whole)
            roles = each.get("roles") or each.get("role") or "contributor"
            said = {str(role).lower() for role in (roles if isinstance(roles, list) else [roles])}
            if name and "publisher" in said:
                publishers.append(name)
            if name and said & _MAKERS:
                makers.append(name)
        return makers, publishers

    def _license(self, found: Mapping[str, Any]) -> tuple[str | None, str | None]:
        field, value = self._given(found, "license")
        some = value if isinstance(value, list) else [] if value is None else [value]
        said: list[str] = []
        urls: list[str] = []
        for k, each in enumerate(some):
            at = f"{field}[{k}]" if isinstance(value, list) else field
            parts = each if isinstance(each, dict) else {"name": each}
            name, title = (self._text(f"{at}.{n}", parts.get(n)) for n in ("name", "title"))
            where = parts.get("path") or parts.get("url") or parts.get("@id")
            url = self._address(f"{at}.path", where)
            licence = license_of(name or title or url)
            if licence.unknown and not (title or url):
                near = f", did you mean {licence.near!r}" if licence.near else ""
                raise self._wrong(
                    at,
                    f"{licence.text!r} is no SPDX identifier{near}",
                    "See https://spdx.org/licenses/, or say the licence in words.",
                )
            text = title if licence.unknown and title else licence.text
            if text:
                said.append(text)
            if url or licence.url:
                urls.append(url or licence.url or "")
        address = self._address("licenseUrl", found.get("licenseUrl"))
        return ", ".join(said) or None, address or (urls[0] if urls else None)

    def _doi(self, found: Mapping[str, Any]) -> str | None:
        field, value = self._given(found, "doi")
        for each in value if isinstance(value, list) else [value]:
            said = each.get("value") if isinstance(each, dict) else each
            if matched := _DOI.fullmatch(self._text(field, said) or ""):
                return matched[1]
        if field == "doi" and value is not None:
            raise self._wrong(
                field, f"{str(value)[:80]!r} is no DOI", "Write it as 10.5281/zenodo.1."
            )
        return None  # `id` and `identifier` may be anything

    def _address(self, field: str, value: object) -> str | None:
        text = self._text(field, value.get("@id") if isinstance(value, dict) else value)
        if text is None:
            return None
        try:
            parts = urlsplit(text)
            good = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
            good = good and parts.username is None and "\\" not in text and " " not in text
        except ValueError:
            good = False
        if not good or len(text) > _LONGEST_ADDRESS:
            raise self._wrong(
                field, f"{text[:80]!r} is no web address", "Write it with https:// before it."
            )
        return text

    def _day(self, field: str, value: object) -> str | None:
        text = self._text(field, value)
        if text is None:
            return None
        try:
            return dt.datetime.fromisoformat(text).date().isoformat()
        except ValueError:
            raise self._wrong(
                field, f"{text[:80]!r} is no day", "Write it as 2024-05-31."
            ) from None

    def _wrong(self, field: str, what: str, remedy: str) -> AboutError:
        at = f"{self._where}, {field}" if field else self._where
        return AboutError(f"{at}: {what}.", remedy)
