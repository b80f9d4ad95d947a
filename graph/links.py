"""One link, one name: the many spellings of a URL brought to a canonical one, without network.

What a server would redirect is not followed (shortened links stay as they are); what is known
from the link alone is undone: redirect wrappers, tracking parameters, mobile and `www` hosts,
default ports, fragments, order of parameters, a trailing slash.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING: Final = re.compile(
    r"^(utm_.*|mtm_.*|pk_.*|at_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|"
    r"igshid|igsh|mc_cid|mc_eid|_hsenc|_hsmi|_openstat|ref|ref_src|ref_url|spm|cmpid|ocid|smid)$"
)
_WRAPPERS: Final = {
    "google.com": ("/url", ("q", "url")),
    "l.facebook.com": ("/l.php", ("u",)),
    "lm.facebook.com": ("/l.php", ("u",)),
    "t.umblr.com": ("/redirect", ("z",)),
    "l.instagram.com": ("/", ("u",)),
    "vk.com": ("/away.php", ("to",)),
    "away.vk.com": ("/away.php", ("to",)),
    "out.reddit.com": ("/", ("url",)),
    "youtube.com": ("/redirect", ("q",)),
}
_SAME_HOST: Final = {"twitter.com": "x.com", "telegram.me": "t.me", "fb.com": "facebook.com"}
_TWEET: Final = re.compile(r"^/[^/]+/status(?:es)?/(\d+)")
_FEW: Final = 4  # wrappers within wrappers


def canonical_link(link: str) -> str | None:
    """Return the canonical form of a web link, or None if it is none.

    Two links with the same canonical form lead to the same page as far as the links tell; the
    converse does not hold.
    """
    for _ in range(_FEW):
        parts = _split(link)
        if parts is None:
            return None
        inner = _unwrapped(parts)
        if inner is None:
            return _joined(parts)
        link = inner
    return None


def _split(link: str) -> SplitResult | None:
    link = link.strip()
    if "://" not in link:
        link = f"https://{link.removeprefix('//')}"
    try:
        parts = urlsplit(link)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "." not in host:
        return None
    if parts.username is not None:  # an e-mail address, or a link that hides where it leads
        return None
    host = re.sub(r"^(www\d?|m|mobile|amp)\.(?=.*\.)", "", host.rstrip("."))
    host = _SAME_HOST.get(host, host)
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    return parts._replace(scheme="https", netloc=netloc, fragment="")


def _unwrapped(parts: SplitResult) -> str | None:
    path, names = _WRAPPERS.get(parts.netloc, ("", ()))
    if not names or parts.path.rstrip("/") != path.rstrip("/"):
        return None
    values = dict(parse_qsl(parts.query))
    return next((values[name] for name in names if values.get(name, "").startswith("http")), None)


def _joined(parts: SplitResult) -> str:
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name.lower())
    ]
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    host = parts.netloc
    if host == "youtu.be" and path:
        host, path, query = "youtube.com", "/watch", [("v", path[1:])]
    elif host == "youtube.com" and path.startswith(("/shorts/", "/live/", "/embed/")):
        path, query = "/watch", [("v", path.split("/")[2])]
    elif host == "youtube.com" and path == "/watch":
        query = [pair for pair in query if pair[0] == "v"]
    elif host == "x.com" and (tweet := _TWEET.match(path)):
        path, query = f"/i/status/{tweet[1]}", []
    return f"https://{host}{path}" + (f"?{urlencode(sorted(query))}" if query else "")
