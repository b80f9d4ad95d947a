"""The bundled sample holds what its sources hold, and its quotes stand in the papers."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from graph.identity import identify
from graph.model import RELATIONSHIP_TYPES
from graph.vocabulary import Confidence

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "loaders" / "sample"
SHARED = ROOT.parent / "shared"


def read(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shared(*parts: str) -> Path:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not on this machine")
    return path


def x_handles() -> set[str]:
    return {row["x"].lower() for row in read("accounts.csv") if row["x"]}


def test_accounts_by_country_and_kind() -> None:
    accounts = read("accounts.csv")
    assert [int(row["list_row"]) for row in accounts] == list(range(1, 2547))
    assert Counter((row["category"], row["account_type"]) for row in accounts) == {
        ("China", "Media"): 652,
        ("China", "Diplomatic/Government"): 920,
        ("Russia", "Media"): 178,
        ("Russia", "Diplomatic/Government"): 376,
        ("Iran", "Media"): 177,
        ("Iran", "Diplomatic/Government"): 243,
    }


def test_every_handle_is_one() -> None:
    for row in read("accounts.csv"):
        for platform in ("x", "facebook", "youtube", "instagram", "tiktok", "telegram", "threads"):
            if row[platform]:
                assert identify(row[platform], platform).platform == platform


def test_interactions_by_kind_and_target() -> None:
    interactions = read("interactions.csv")
    assert Counter(row["kind"] for row in interactions) == {
        "reply": 770,
        "retweet": 562,
        "mention": 51,
        "quote": 48,
    }
    assert Counter(row["target_category"] for row in interactions) == {
        "media": 734,
        "diplomat": 697,
    }
    assert len({(row["actor"], row["target"]) for row in interactions}) == 137
    assert min(row["day"] for row in interactions) == "2019-11-22"
    assert max(row["day"] for row in interactions) == "2022-04-30"


def test_everybody_who_is_amplified_is_listed() -> None:
    assert {row["target"].lower() for row in read("interactions.csv")} <= x_handles()


def test_influencers_are_the_actors_and_two_are_listed_as_media() -> None:
    influencers = read("influencers.csv")
    handles = {row["handle"] for row in influencers}
    assert len(influencers) == len(handles) == 10
    assert {row["actor"] for row in read("interactions.csv")} == handles
    assert {h.lower() for h in handles} & x_handles() == {"andybxxx", "jingjing_li"}
    noted = {row["handle"]: row["note"] for row in influencers if row["note"]}
    assert noted.keys() == {"AndyBxxx", "Jingjing_Li"}
    rows = read("accounts.csv")
    for handle, note in noted.items():
        number = int(re.search(r"row (\d+)", note)[1])  # type: ignore[index]
        assert rows[number - 1]["x"] == handle.lower()
        assert rows[number - 1]["account_type"] == "Media"


def test_handles_of_the_study_link_to_the_list() -> None:
    path = shared("data", "diplomacy", "accounts.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        handles = [row["@handle"].removeprefix("@").lower() for row in csv.DictReader(file)]
    listed = x_handles()
    assert len(handles) == 88
    assert sum(handle in listed for handle in handles) == 79
    # The 80th carries a remark: "@GeneralkonsulDu (suspended)".
    assert sum(handle.split()[0] in listed for handle in handles) == 80


def test_ties_fit_the_model_and_join_what_is_there() -> None:
    organizations = {row["id"]: row for row in read("organizations.csv")}
    assert all(key.startswith("org:") for key in organizations)
    ties = read("ties.csv")
    used = {tie[end] for tie in ties for end in ("source_id", "target_id")}
    assert organizations.keys() <= used
    handles, types = x_handles(), {model.type for model in RELATIONSHIP_TYPES}
    for tie in ties:
        for end in ("source_id", "target_id"):
            kind, _, key = tie[end].partition(":")
            assert (
                tie[end] in organizations
                or (kind == "state" and key in {"RU", "CN"})
                or (kind == "x" and key in handles)
            ), tie
        assert tie["type"] in types
        assert tie["confidence"] in set(Confidence)
        assert tie["source"] and tie["source_url"] and tie["quote"]
        if tie["type"] == "HAS_AGREEMENT_WITH":
            assert tie["kind"] in {"contentExchange", "cooperation", "jointForum", "jointBody"}
        else:
            assert not (tie["kind"] or tie["since"] or tie["until"])
    keys = Counter(
        (t["source_id"], t["target_id"], t["type"], t["kind"], t["source"]) for t in ties
    )
    assert set(keys.values()) == {1}


def test_ties_say_what_the_issue_asks_for() -> None:
    agreed = {
        (tie["source_id"], tie["target_id"], tie["kind"]): tie["since"]
        for tie in read("ties.csv")
        if tie["type"] == "HAS_AGREEMENT_WITH"
    }
    agency, group = "org:rossiya-segodnya", "org:china-media-group"
    assert agreed[agency, group, "contentExchange"] == "2018"
    assert agreed[agency, group, "jointBody"] == ""
    for partner in ("org:xinhua", "org:china-radio-international", "org:global-times"):
        assert agreed[agency, partner, "cooperation"] == ""
    forum = "org:ru-presidential-administration", "org:cpc-propaganda-department", "jointForum"
    assert agreed[forum] == "2015"
    assert agreed["state:RU", "state:CN", "jointBody"] == ""


def test_every_quote_stands_in_its_paper() -> None:
    papers = [path.read_text(encoding="utf-8") for path in shared("seeds").glob("*.txt")]
    quoted = [tie for tie in read("ties.csv") if not tie["source"].startswith("Hamilton")]
    assert len(quoted) == 20
    for tie in quoted:
        title = re.sub(r"^Alexander.*?: |(\?) The Frontier Post, undated$", r"\1", tie["source"])
        (paper,) = [text for text in papers if title.removesuffix(", 24.07.2025") in text[:200]]
        for part in tie["quote"].split(" [...] "):
            assert part in paper, part


def test_quotes_of_the_list_are_its_rows() -> None:
    rows = read("accounts.csv")
    quoted = [tie for tie in read("ties.csv") if tie["source"].startswith("Hamilton")]
    assert len(quoted) == 5
    for tie in quoted:
        number = int(re.search(r"Row (\d+) of the list", tie["note"])[1])  # type: ignore[index]
        row = rows[number - 1]
        assert tie["quote"] == ",".join(list(row.values())[1:6])
        assert tie["source_id"] == f"x:{row['x']}"


def test_sample_is_made_from_its_sources(tmp_path: Path) -> None:
    data = shared("data")
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, 'tools'); import make_sample; "
        "make_sample.make(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", code, str(data), str(tmp_path)], check=True, cwd=ROOT)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == ["accounts.csv", "influencers.csv", "interactions.csv"]
    for name in made:
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes(), name
