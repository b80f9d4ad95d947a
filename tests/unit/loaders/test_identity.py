"""One id for one account, however it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identity import PLATFORMS, IdentityError, identify


@pytest.mark.parametrize(
    ("text", "platform", "expected"),
    [
        ("@MFA_China", "x", "x:mfa_china"),
        ("MFA_China", "twitter", "x:mfa_china"),
        ("https://twitter.com/MFA_China/status/1?s=20", None, "x:mfa_china"),
        ("https://mobile.twitter.com/MFA_China", None, "x:mfa_china"),
        ("x.com/mfa_china", "x", "x:mfa_china"),
        ("twitter:MFA_China", None, "x:mfa_china"),
        ("https://t.me/s/rybar", None, "telegram:rybar"),
        ("s/RussiaInIsrael", "telegram", "telegram:russiainisrael"),
        ("https://t.me/+FbzCrReHKnc1ZWM6", None, "telegram:+FbzCrReHKnc1ZWM6"),
        ("telegram:+FbzCrReHKnc1ZWM6", None, "telegram:+FbzCrReHKnc1ZWM6"),
        ("profile.php?id=100078441630290&locale=ms_MY", "facebook", "facebook:100078441630290"),
        ("https://www.facebook.com/profile.php?id=123", None, "facebook:123"),
        ("marcopolo.beijing/", "facebook", "facebook:marcopolo.beijing"),
        ("https://www.youtube.com/channel/UCabC-1", None, "youtube:UCabC-1"),
        ("https://www.youtube.com/@RT", None, "youtube:RT"),
        ("https://www.RT.com:443/news/1", None, "domain:rt.com"),
        ("rt.com", None, "domain:rt.com"),
        ("www.rt.com/about", None, "domain:rt.com"),
        ("xn--e1afmkfd.xn--p1ai", None, "domain:пример.рф"),
        ("https://x.com/i/web/status/1", None, "domain:x.com"),
        ("视听文山-100068200601004", "facebook", "facebook:视听文山-100068200601004"),
        ("name:Central Publicity Dept.", None, "name:central-publicity-dept"),
        ("x:id:2244994945", None, "x:id:2244994945"),
        ("id:hashed+Ab/c=", "x", "x:id:hashed+Ab/c="),
        ("telegram:name:News of the Day", None, "telegram:name:news-of-the-day"),
        ("-1001966291562", "telegram", "telegram:id:channel1966291562"),
        ("bluesky:did:plc:abc", None, "bluesky:did:plc:abc"),
    ],
)
def test_every_way_of_writing_leads_to_one_id(
    text: str, platform: str | None, expected: str
) -> None:
    assert identify(text, platform).id == expected


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("", "x"),
        ("   ", "x"),
        ("Javad Zarif", "x"),
        ("a\x00b", "x"),
        ("<script>", "x"),
        ("javascript:alert(1)", None),
        ("bare_handle", None),
        ("https://", None),
        ("http://[::1", None),
        ("x" * 10_000, "x"),
        ("handle", "myspace"),
        ("handle", "m" * 100_000),
        ("globaltimes\nglobaltimesnews", "instagram"),
    ],
)
def test_what_names_no_account_is_refused(text: str, platform: str | None) -> None:
    with pytest.raises(IdentityError) as refused:
        identify(text, platform)
    assert len(str(refused.value)) < 500


@given(st.text(max_size=60), st.sampled_from([None, *PLATFORMS]))
def test_normalising_twice_changes_nothing(text: str, platform: str | None) -> None:
    try:
        found = identify(text, platform)
    except IdentityError:
        return
    assert identify(found.id) == found
    assert found.platform in PLATFORMS
    assert not any(c.isspace() or c in "<>\"'" for c in found.id)


@given(st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True))
def test_an_account_on_x_is_found_by_handle_and_by_address(handle: str) -> None:
    reserved = {"i", "home", "search", "hashtag", "intent", "share", "explore", "settings"}
    if handle.lower() in reserved:
        return
    same = {
        identify(f"@{handle}", "x").id,
        identify(f"https://x.com/{handle}").id,
        identify(f"https://www.twitter.com/{handle.upper()}/status/5").id,
    }
    assert same == {f"x:{handle.lower()}"}
