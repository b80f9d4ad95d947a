"""Stable ids: one id for one account or site, however it was written down.

`@MFA_China`, `https://twitter.com/MFA_China/status/1` and `x:mfa_china` all become
`x:mfa_china`; `https://www.RT.com/news/1` becomes `domain:rt.com`. An account of which a source
gives the platform's own id is `x:id:2244994945`; one of which it gives nothing but a display
name, as Telegram's exports do, `telegram:name:news-of-the-day`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

_MAX_LENGTH = 256


class IdentityError(ValueError):
    """The text names no account and no site; the message says why."""


@dataclass(frozen=True)
class Identity:
    """An account on a platform, or a site.

    Attributes:
        platform: `x`, `telegram`, `facebook`, ..., or `domain` for a site.
        handle: Normalised handle or host name.
    """

    platform: str
    handle: str

    @property
    def id(self) -> str:
        """Return the stable key, such as `x:mfa_china`."""
        return f"{self.platform}:{self.handle}"

    @property
    def url(self) -> str | None:
        """Return the public address, or None where the platform has no form for it."""
        if self.platform == "youtube":
            prefix = "channel/" if self.handle.startswith("UC") else "@"
            return f"https://www.youtube.com/{prefix}{self.handle}"
        if self.handle.startswith(("id:", "name:")):
            number = self.handle.removeprefix("id:")
            known = self.platform == "x" and number.isdecimal()
            return f"https://x.com/i/user/{number}" if known else None
        pattern = _PROFILE_URLS.get(self.platform)
        return pattern.format(self.handle) if pattern else None


@dataclass(frozen=True)
class _Platform:
    """How handles look on one platform.

    Attributes:
        handle: What a whole handle must match.
        fold: True when upper and lower case are the same handle.
    """

    handle: re.Pattern[str]
    fold: bool = True


_WORD = re.compile(r"[\w.\-]{1,100}")
_PLATFORMS: dict[str, _Platform] = {
    "x": _Platform(re.compile(r"[a-z0-9_]{1,20}", re.ASCII)),
    "telegram": _Platform(re.compile(r"[a-z0-9_\-+]{1,64}|\+[A-Za-z0-9_\-]{1,63}", re.ASCII)),
    "facebook": _Platform(re.compile(r"[\w.\-]{1,150}")),
    "youtube": _Platform(_WORD, fold=False),  # channel ids differ by case
    "instagram": _Platform(_WORD),
    "tiktok": _Platform(_WORD),
    "threads": _Platform(_WORD),
    "vk": _Platform(_WORD),
    "ok": _Platform(_WORD),
    "weibo": _Platform(_WORD),
    "linkedin": _Platform(re.compile(r"[\w.\-&%]{1,150}")),
    "rutube": _Platform(_WORD),
    "rumble": _Platform(_WORD),
    "bluesky": _Platform(re.compile(r"[\w.:\-]{1,253}")),
    "mastodon": _Platform(re.compile(r"[\w.\-]+@[\w.\-]+")),
}
PLATFORMS = tuple(sorted({*_PLATFORMS, "domain", "name"}))
"""Platforms that an id may start with; `name` is for parties no account is known of."""

_PROFILE_URLS = {
    "x": "https://x.com/{}",
    "telegram": "https://t.me/{}",
    "facebook": "https://www.facebook.com/{}",
    "instagram": "https://www.instagram.com/{}/",
    "tiktok": "https://www.tiktok.com/@{}",
    "threads": "https://www.threads.net/@{}",
    "vk": "https://vk.com/{}",
    "bluesky": "https://bsky.app/profile/{}",
    "domain": "https://{}/",
}
_ALIASES = {
    "twitter": "x",
    "tg": "telegram",
    "bsky": "bluesky",
    "ig": "instagram",
    "fb": "facebook",
}
_HOSTS = {
    "x.com": "x",
    "twitter.com": "x",
    "t.me": "telegram",
    "telegram.me": "telegram",
    "facebook.com": "facebook",
    "fb.com": "facebook",
    "youtube.com": "youtube",
    "instagram.com": "instagram",
    "tiktok.com": "tiktok",
    "threads.net": "threads",
    "threads.com": "threads",
    "vk.com": "vk",
    "vkontakte.ru": "vk",
    "ok.ru": "ok",
    "weibo.com": "weibo",
    "linkedin.com": "linkedin",
    "rutube.ru": "rutube",
    "rumble.com": "rumble",
    "bsky.app": "bluesky",
}
_SUBDOMAINS = re.compile(r"^(?:www\d?|m|mobile|amp|web)\.(?=[^.]+\.)")  # web.de is a site
# Path parts that stand before the handle, not for it.
_PATH_PREFIXES = {
    "telegram": {"s"},
    "youtube": {"channel", "c", "user"},
    "linkedin": {"company", "in", "school", "showcase"},
    "facebook": {"pg", "people", "pages"},
    "bluesky": {"profile"},
    "rutube": {"channel", "u"},
    "ok": {"group", "profile"},
    "weibo": {"u", "n"},
    "rumble": {"c", "user"},
}
# First path parts that are the platform's own pages, never an account.
_NOT_ACCOUNTS = {
    "x": {"i", "home", "search", "hashtag", "intent", "share", "explore", "settings"},
    "telegram": {"joinchat", "share", "addstickers", "proxy", "c", "iv"},
    "facebook": {"share", "sharer", "groups", "watch", "events", "story.php", "photo.php"},
    "youtube": {"watch", "playlist", "results", "shorts", "embed", "feed"},
    "instagram": {"p", "reel", "explore", "stories"},
}
# What may stand for a handle: the platform's own number or hash, or a display name.
_NO_HANDLES = frozenset({"id", "name"})
_PLATFORM_ID = re.compile(r"[A-Za-z0-9+/=_.\-]{1,100}")
# A channel's id as Telegram's Bot API and its libraries write it.
_BOT_API_CHANNEL = re.compile(r"-100(\d{6,})")
_HOST = re.compile(r"(?:[\w](?:[\w\-]{0,61}[\w])?\.)+[\w\-]{2,63}")
_NEVER = re.compile(r"[\s\x00-\x1f\x7f<>\"'`\\{}|^]")


@lru_cache(maxsize=50_000)
def identify(text: str, platform: str | None = None) -> Identity:
    """Recognise an account or a site.

    Args:
        text: A handle, a profile or article address, a host name, or an id made by this
            function before.
        platform: The platform that a bare handle belongs to. Without it a bare handle is
            refused, unless it looks like a host name.

    Returns:
        The normalised identity; `identify(identify(x).id) == identify(x)`.

    Raises:
        IdentityError: The text names no account and no site.
    """
    value = unquote(text.strip().strip("\ufeff\u200b\u200e\u200f")) if text else ""
    if not value:
        raise IdentityError("it is empty")
    if len(value) > _MAX_LENGTH * 8:
        raise IdentityError(f"it is {len(value):,} characters long")
    lead, colon, rest = value.partition(":")
    named = _ALIASES.get(lead.lower(), lead.lower())
    if colon and named in PLATFORMS and not rest.startswith("//"):
        return _account(named, rest)
    if "://" in value or value.startswith("//"):
        return _from_url(value)
    if platform is None or platform == "domain":
        host_like = re.split(r"[/?#:]", value, maxsplit=1)[0]
        if _HOST.fullmatch(host_like.rstrip(".")):
            return _from_url("//" + value)
        raise IdentityError(f"{value[:80]!r} is neither an address nor a handle with a platform")
    if "/" in value and _HOSTS.get(_bare_host(value.split("/", 1)[0])):
        return _from_url("//" + value)
    return _account(_ALIASES.get(platform, platform), value)


def _account(platform: str, handle: str) -> Identity:
    """Check and normalise a handle on a known platform."""
    if platform == "domain":
        return Identity("domain", _host(handle))
    if platform == "name":
        return Identity("name", name_key(handle))
    rules = _PLATFORMS.get(platform)
    if rules is None:
        known = ", ".join(PLATFORMS)
        raise IdentityError(f"platform {platform[:80]!r} is not known; known are {known}")
    lead, colon, rest = handle.partition(":")
    if colon and lead in _NO_HANDLES and platform != "bluesky":
        return _unhandled(platform, lead, rest)
    if platform == "facebook" and "profile.php" in handle:
        handle = parse_qs(urlsplit(handle).query).get("id", [""])[0]
    handle = handle.strip().strip("/").split("?", 1)[0]
    first, _, second = handle.partition("/")
    if second and first.lower() in _PATH_PREFIXES.get(platform, set()):
        handle = second.split("/", 1)[0]
    if platform != "mastodon":
        handle = handle.lstrip("@")
    if platform == "telegram" and (channel := _BOT_API_CHANNEL.fullmatch(handle)):
        return Identity(platform, f"id:channel{channel[1]}")
    invitation = platform == "telegram" and handle.startswith("+")  # differ by case
    if rules.fold and not invitation:
        handle = handle.lower()
    if not rules.handle.fullmatch(handle) or _NEVER.search(handle):
        raise IdentityError(f"{handle[:80]!r} is not a handle on {platform}")
    if handle.lower() in _NOT_ACCOUNTS.get(platform, ()):
        raise IdentityError(f"{handle!r} is a page of {platform} itself, and no account")
    return Identity(platform, handle)


def _unhandled(platform: str, lead: str, rest: str) -> Identity:
    """Check an account of which the platform's own id, or only a display name, is known."""
    if lead == "name":
        return Identity(platform, f"name:{name_key(rest)}")
    if not _PLATFORM_ID.fullmatch(rest):
        raise IdentityError(f"{rest[:80]!r} is not an id of an account on {platform}")
    return Identity(platform, f"id:{rest}")


def _from_url(url: str) -> Identity:
    """Recognise an address: an account on a platform, else the site."""
    try:
        parts = urlsplit(url)
        raw_host = parts.hostname
    except ValueError as error:
        raise IdentityError(f"{url[:80]!r} is not an address: {error}") from error
    if not raw_host:
        raise IdentityError(f"{url[:80]!r} has no host")
    host = _bare_host(raw_host)
    platform = _HOSTS.get(host)
    if platform is None:
        return Identity("domain", _host(raw_host))
    if platform == "facebook" and parts.path.strip("/") == "profile.php":
        return _account(platform, f"profile.php?{parts.query}")
    path = [part for part in parts.path.split("/") if part]
    if len(path) > 1 and path[0].lower() in _PATH_PREFIXES.get(platform, set()):
        path = path[1:]
    if not path or path[0].lower() in _NOT_ACCOUNTS.get(platform, set()):
        # The platform itself, as when an article links to twitter.com.
        return Identity("domain", host)
    return _account(platform, path[0])


def _bare_host(host: str) -> str:
    return _SUBDOMAINS.sub("", host.lower().rstrip("."))


def _host(text: str) -> str:
    """Normalise a host name: lower case, no `www.`, no port, Unicode instead of punycode."""
    host = text.strip().split("/", 1)[0].split("@")[-1].split(":", 1)[0]
    host = _bare_host(host)
    if "xn--" in host:
        try:
            host = host.encode("ascii").decode("idna")
        except UnicodeError as error:
            raise IdentityError(f"{host[:80]!r} is not a host name: {error}") from error
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise IdentityError(f"{host[:80]!r} is not a host name")
    return host


def name_key(name: str) -> str:
    """Return a key for a party of which only a name is known: lower case, dashes."""
    key = re.sub(r"[^\w]+", "-", name.lower(), flags=re.UNICODE).strip("-")
    if not key:
        raise IdentityError(f"{name[:80]!r} holds no letter and no digit")
    return key[:_MAX_LENGTH]
