import polars as pl
import pytest

from graph.answers.search import Match, plain, search
from graph.snapshot import GraphVersion, Snapshot, SnapshotFilter, Tables


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    nodes = pl.DataFrame(
        [
            {"id": "domain:rt.com", "name": "RT", "handle": "rt.com"},
            {"id": "telegram:rybar", "name": "Рыбарь", "handle": "rybar"},
            {"id": "x:globaltimesnews", "name": "Global Times", "handle": "globaltimesnews"},
            {"id": "x:mfa_china", "name": "Spokesperson发言人办公室", "handle": "mfa_china"},
            {"id": "x:mfa_russia", "name": "MFA Russia 🇷🇺", "handle": "mfa_russia"},
            {"id": "x:teleSURtv", "name": "teleSUR TV", "handle": "telesurtv"},
            {"id": "x:xhnews", "name": "新华社", "handle": "xhnews"},
            {
                "id": "x:zakharova",
                "name": "Мария Захарова",
                "handle": "mzakharova",
                "country": "RU",
            },
            {"id": "x:almayadeen", "name": "الميادين", "handle": "almayadeen"},
            {"id": "x:elpais", "name": "El País Opinión", "handle": "el_pais"},
        ],
        infer_schema_length=None,
    ).with_columns(label=pl.lit("Actor"))
    edges = pl.DataFrame({"source": [3], "target": [4], "type": ["AMPLIFIED"], "count": [9]})
    aliases = pl.DataFrame({"index": [0], "id": ["facebook:rtnews"], "handle": ["rtnews"]})
    return Snapshot(Tables.of(nodes, edges, None, aliases), GraphVersion("s", 1, "c"))


@pytest.mark.parametrize(
    ("text", "id_", "match"),
    [
        ("rt.com", "domain:rt.com", Match.EXACT),
        ("https://www.RT.com/", "domain:rt.com", Match.EXACT),
        ("domain:rt.com", "domain:rt.com", Match.EXACT),
        ("facebook:rtnews", "domain:rt.com", Match.EXACT),
        ("rtnews", "domain:rt.com", Match.EXACT),
        ("Rybar", "telegram:rybar", Match.EXACT),
        ("РЫБАРЬ", "telegram:rybar", Match.EXACT),
        ("@mfa_china", "x:mfa_china", Match.EXACT),
        ("https://x.com/MFA_China", "x:mfa_china", Match.EXACT),
        ("global", "x:globaltimesnews", Match.PREFIX),
        ("times", "x:globaltimesnews", Match.WORD),
        ("lobaltimesn", "x:globaltimesnews", Match.SUBSTRING),
        ("times global", "x:globaltimesnews", Match.WORDS),
        ("glboal times", "x:globaltimesnews", Match.TYPO),
        ("GlobalTimesNws", "x:globaltimesnews", Match.TYPO),
        ("Zakharowa", "x:zakharova", Match.TYPO),
        ("захарова", "x:zakharova", Match.WORD),
        ("xinhuashe", "x:xhnews", Match.EXACT),
        ("新华", "x:xhnews", Match.PREFIX),
        ("发言人", "x:mfa_china", Match.SUBSTRING),
        ("pais opinion", "x:elpais", Match.WORD),
        ("opinión", "x:elpais", Match.WORD),
        ("الميادين", "x:almayadeen", Match.EXACT),
    ],
)
def test_it_is_found(snapshot: Snapshot, text: str, id_: str, match: Match) -> None:
    first = search(snapshot, text).items[0]
    assert (first.node.id, first.match) == (id_, match)


def test_the_better_match_and_then_the_more_active_come_first(snapshot: Snapshot) -> None:
    answer = search(snapshot, "mfa")
    assert [found.node.id for found in answer.items] == ["x:mfa_china", "x:mfa_russia"]
    assert search(snapshot, "mfa r").items[0].node.id == "x:mfa_russia"
    one = search(snapshot, "mfa", limit=1)
    assert (len(one.items), one.total, one.truncated) == (1, 2, True)


@pytest.mark.parametrize("text", ["", "   ", "@", "(.*", "nobody at all", "a" * 5000])
def test_nothing_found_is_an_empty_answer(snapshot: Snapshot, text: str) -> None:
    answer = search(snapshot, text)
    assert (answer.items, answer.total, answer.truncated) == ((), 0, False)


def test_a_view_finds_only_its_own(snapshot: Snapshot) -> None:
    view = snapshot.filter(SnapshotFilter(countries=frozenset({"RU"})))
    assert search(view, "mfa").total == 0
    assert search(view, "zakharova").total == 1


def test_short_words_are_not_guessed_at(snapshot: Snapshot) -> None:
    assert search(snapshot, "rtx").total == 0


def test_plain_text() -> None:
    assert plain("  Ünïcode–Ⅷ_x ") == "unicode viii x"
