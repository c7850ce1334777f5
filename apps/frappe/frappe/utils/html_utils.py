"""HTML: escaping, stripping, and cleaning with nh3 so that only harmless markup stays."""

from __future__ import annotations

import html
import json
import re
from functools import cache
from typing import Any

_MARKUP = re.compile(r"<[^<>]*>")
_TAG = re.compile(r"<[a-zA-Z!/?][^<>]*>")
_SUSPICIOUS = re.compile(r"<[a-zA-Z!/?]")
_BLOCKS = (
    (re.compile(r"<script\b", re.IGNORECASE), re.compile(r"</script\s*>", re.IGNORECASE)),
    (re.compile(r"<style\b", re.IGNORECASE), re.compile(r"</style\s*>", re.IGNORECASE)),
)
_COMMENT = (re.compile("<!--"), re.compile("-->"))
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"']+")
_STYLES = {
    "color", "background-color", "text-align", "text-decoration", "font-weight", "font-style", "font-size", "width",
    "height", "max-width", "border", "border-collapse", "border-color", "padding", "padding-left", "margin",
    "margin-left", "vertical-align", "white-space", "list-style-type", "line-height",
}  # fmt: skip
_SHARED_ATTRIBUTES = {"class", "style", "title", "dir", "lang", "align"}
_EDITOR_ATTRIBUTES = {
    "data-id", "data-value", "data-denotation-char", "data-is-group", "data-link", "data-list", "data-checked",
    "data-type", "data-label", "data-comment",
}  # fmt: skip
_SIMPLE_TAGS = set(
    "a b blockquote br code dd div dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre s span strong sub sup table tbody td "
    "tfoot th thead tr u ul".split()
)


def escape_html(text: Any) -> Any:
    """Return text that shows as itself in HTML; what is not text stays."""
    return html.escape(text) if isinstance(text, str) else text


def unescape_html(value: str) -> str:
    return html.unescape(value)


def strip_html(text: str) -> str:
    """Return text without HTML tags and comments."""
    return _MARKUP.sub("", _without(text or "", *_COMMENT))


def _without(text: str, start: re.Pattern[str], end: re.Pattern[str]) -> str:
    """Return text without the parts from a start mark to its end mark; reads it once."""
    out, at = [], 0
    while opening := start.search(text, at):
        closing = end.search(text, opening.end())
        if not closing:
            break
        out.append(text[at : opening.start()])
        at = closing.end()
    return "".join(out) + text[at:]


strip_html_tags = strip_html


def is_html(text: Any) -> bool:
    return isinstance(text, str) and bool(_TAG.search(text))


def is_json(text: Any) -> bool:
    """Tell whether text is a JSON object or list."""
    if not isinstance(text, str) or text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def sanitize_html(text: Any, linkify: bool = False, always_sanitize: bool = False, disallowed_tags: Any = None) -> Any:
    """Return HTML with only harmless tags and attributes; text without tags stays as it is.

    In JSON text each string is cleaned on its own, so that the JSON stays readable.
    """
    if not isinstance(text, str):
        return text
    if not _SUSPICIOUS.search(text):
        return (_clean(text, frozenset()) if always_sanitize and "<" in text else text) if not linkify else _link(text)
    if is_json(text):
        cleaned = _clean_values(json.loads(text))
        return text if cleaned == json.loads(text) else json.dumps(cleaned, ensure_ascii=False)
    cleaned = _clean(text, frozenset(disallowed_tags or ()))
    return _link(cleaned) if linkify else cleaned


def _clean_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _clean_values(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_clean_values(part) for part in value]
    return sanitize_html(value)


def _clean(text: str, without: frozenset[str]) -> str:
    tags, attributes = _allowed()
    import nh3  # only when there is HTML

    return nh3.clean(
        text,
        tags=tags - without,
        attributes=attributes,
        filter_style_properties=_STYLES,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
    )


@cache
def _allowed() -> tuple[set[str], dict[str, set[str]]]:
    import nh3

    attributes = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
    for tag in ("a", "span", "li", "ol", "ul", "div", "p"):
        attributes.setdefault(tag, set()).update(_EDITOR_ATTRIBUTES)
    attributes.setdefault("a", set()).add("target")
    attributes["*"] = set(_SHARED_ATTRIBUTES)
    return set(nh3.ALLOWED_TAGS), attributes


def _link(text: str) -> str:
    """Turn bare web addresses into links, outside of tags and of links."""
    out, inside = [], 0
    for part in re.split(r"(<[^>]*>)", text):
        if part.startswith("<"):
            inside += part.lower().startswith("<a ") - part.lower().startswith("</a")
            out.append(part)
        else:
            out.append(part if inside > 0 else _ADDRESS.sub(_anchor, part))
    return "".join(out)


def _anchor(match: re.Match[str]) -> str:
    address = match.group()
    return f'<a href="{address}" rel="noopener noreferrer">{address}</a>'


def clean_html(html: Any) -> Any:
    """Return HTML reduced to plain structure: no styles, images or forms."""
    if not isinstance(html, str):
        return html
    import nh3

    attributes = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
    return nh3.clean(html, tags=_SIMPLE_TAGS, attributes=attributes, url_schemes={"http", "https", "mailto", "tel"})


def clean_email_html(html: Any) -> Any:
    """Return a mail's HTML without scripts, forms and what loads by itself but images."""
    return sanitize_html(clean_script_and_style(html), always_sanitize=True)


def clean_script_and_style(html: Any) -> Any:
    """Return HTML without script and style elements."""
    if not isinstance(html, str):
        return html
    for start, end in _BLOCKS:
        html = _without(html, start, end)
    return html


def safe_json_in_html(text: str) -> str:
    """Return JSON text that may stand inside a ``<script>`` element."""
    marks = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
    return "".join(marks.get(char, char) for char in text)
