"""One id however an account or a site is written: any way of writing, any handle."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.identity import IdentityError, identify

WORDS = st.from_regex(r"[A-Za-z0-9_]{3,15}", fullmatch=True)
CASES: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [str.lower, str.upper, str.swapcase, str.title]
)
SCHEMES = st.sampled_from(["https://", "http://", "//", "HTTPS://", ""])
BEFORE = st.sampled_from(["", "www.", "m.", "mobile.", "WWW."])
TRACKING = st.sampled_from(
    ["", "/", "?s=20", "?utm_source=a&utm_medium=b", "/?lang=en", "#top", "?ref_src=twsrc%5Etfw"]
)
POSTS = st.sampled_from(["", "/status/1498600000000000000", "/status/1?s=20", "/photo", "/media"])
X_PAGES = {"i", "home", "search", "hashtag", "intent", "share", "explore", "settings"}


@given(WORDS, CASES, SCHEMES, BEFORE, st.sampled_from(["x.com", "twitter.com"]), POSTS, TRACKING)
def test_an_account_on_x(
    handle: str,
    case: Callable[[str], str],
    scheme: str,
    before: str,
    host: str,
    post: str,
    tracking: str,
) -> None:
    if handle.lower() in X_PAGES:
        return
    wanted = f"x:{handle.lower()}"
    assert identify(f"{scheme}{before}{host}/{case(handle)}{post}{tracking}").id == wanted
    assert identify(f"  @{case(handle)} ", "x").id == wanted
    assert identify(wanted).id == wanted


@given(WORDS, CASES, SCHEMES, st.sampled_from(["t.me", "telegram.me"]),
       st.sampled_from(["", "/5", "/5?single", "?before=100"]), st.booleans())  # fmt: skip
def test_a_channel_on_telegram(
    handle: str, case: Callable[[str], str], scheme: str, host: str, post: str, web: bool
) -> None:
    if handle.lower() in {"joinchat", "share", "addstickers", "proxy", "c", "iv", "s"}:
        return
    found = identify(f"{scheme}{host}/{'s/' if web else ''}{case(handle)}{post}")
    assert found.id == f"telegram:{handle.lower()}"


LABELS = st.from_regex(r"[a-z][a-z0-9]{2,10}", fullmatch=True)
UNICODE = st.sampled_from(["пример", "中国日报", "münchen", "español", "россия24", "δοκιμή"])


TOPS = st.sampled_from(["com", "ru", "рф", "cn", "co.uk"])
AFTER = st.sampled_from(["", "/", "/news/1?utm_source=x", ":443/a", "#a", "./", "?utm_source=x"])


@given(st.one_of(LABELS, UNICODE), TOPS, SCHEMES, BEFORE, CASES, AFTER)
def test_a_site(
    name: str, top: str, scheme: str, before: str, case: Callable[[str], str], rest: str
) -> None:
    assume("." not in top or name not in {"www", "web", "amp", "mobile"})  # www.co.uk: nobody's
    host = f"{name}.{top}"
    wanted = f"domain:{host}"
    assert identify(f"{scheme}{before}{case(host)}{rest}").id == wanted
    assert identify(f"{scheme}{before}{host.encode('idna').decode()}{rest}").id == wanted
    assert identify(wanted).id == wanted


@pytest.mark.parametrize(
    "text", ["arabic.rt.com", "rt.com", "rt.com.evil.example", "notrt.com", "rt.co"]
)
def test_sites_that_differ_stay_apart(text: str) -> None:
    """A subdomain can be another desk, or another owner: only a source can say that it is not."""
    assert identify(text).id == f"domain:{text}"


@given(st.text(max_size=40), st.sampled_from([None, "x", "telegram", "facebook", "youtube"]))
def test_what_is_read_is_read_again(text: str, platform: str | None) -> None:
    try:
        found = identify(text, platform)
    except IdentityError:
        return
    assert identify(found.id) == found == identify(found.id, platform)
    if found.url is not None and not found.handle.startswith(("id:", "name:")):
        assert identify(found.url).id == found.id
