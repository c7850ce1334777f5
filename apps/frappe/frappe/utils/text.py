"""Text: stripping, escaping, joining, JSON, HTML."""

from __future__ import annotations

import datetime
import hashlib
import html
import json
import re
import secrets
import string
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

import orjson

from frappe.messages import _
from frappe.types import _dict

_TAGS = re.compile(r"<[^>]*>")


def strip_html(text: str) -> str:
    """Return text without HTML tags."""
    return _TAGS.sub("", text)


strip_html_tags = strip_html


def escape_html(text: Any) -> Any:
    return html.escape(text) if isinstance(text, str) else text


def is_html(text: Any) -> bool:
    return isinstance(text, str) and bool(re.search(r"<[a-zA-Z!/][^>]*>", text))


def strip(val: str, chars: str | None = None) -> str:
    return val.strip(chars)


def unique(seq: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(seq))


def comma_sep(some_list: Any, pattern: str, add_quotes: bool = True) -> Any:
    if not isinstance(some_list, (list, tuple)):
        return some_list
    words = [f"'{word}'" if add_quotes else str(word) for word in some_list]
    if len(words) < 2:
        return words[0] if words else ""
    return pattern.format(", ".join(words[:-1]), words[-1])


def comma_or(some_list: Any, add_quotes: bool = True) -> Any:
    return comma_sep(some_list, _("{0} or {1}"), add_quotes)


def comma_and(some_list: Any, add_quotes: bool = True) -> Any:
    return comma_sep(some_list, _("{0} and {1}"), add_quotes)


def get_abbr(string_: str, max_len: int = 2) -> str:
    return "".join(part[0] for part in string_.split()[:max_len] if part) or "?"


def random_string(length: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _index in range(length))


def generate_hash(txt: str | None = None, length: int = 56) -> str:
    """Return random hexadecimal text."""
    return secrets.token_hex((int(length) + 1) // 2)[: int(length)]


def sha256_hash(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def as_unicode(text: Any, encoding: str = "utf-8") -> str:
    if text is None:
        return ""
    return text.decode(encoding) if isinstance(text, bytes) else str(text)


def encode(obj: Any, encoding: str = "utf-8") -> Any:
    return obj.encode(encoding) if isinstance(obj, str) else obj


def get_string_between(start: str, text: str, end: str) -> str:
    match = re.search(f"{re.escape(start)}(.*){re.escape(end)}", text)
    return match.group(1) if match else text


# -- JSON

_special: list[Callable[[Any], Any]] = []


def register_json(encoder: Callable[[Any], Any]) -> None:
    """Add an encoder of a class that JSON does not know; it raises TypeError for others."""
    _special.append(encoder)


def json_default(value: Any) -> Any:
    """Return a plain value for what JSON does not know (contract 7.1)."""
    if isinstance(value, datetime.timedelta):
        return format_timedelta(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    for encoder in _special:
        try:
            return encoder(value)
        except TypeError:
            continue
    if isinstance(value, dict):
        return {str(key): inner for key, inner in value.items()}
    if isinstance(value, (set, frozenset)) or hasattr(value, "__iter__"):
        return list(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def format_timedelta(value: datetime.timedelta) -> str:
    """Return ``H:MM:SS[.ffffff]``."""
    total = int(value.total_seconds())
    hours, rest = divmod(abs(total), 3600)
    minutes, seconds = divmod(rest, 60)
    sign = "-" if total < 0 else ""
    text = f"{sign}{hours}:{minutes:02d}:{seconds:02d}"
    return f"{text}.{value.microseconds:06d}" if value.microseconds else text


_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_NON_STR_KEYS


def dump_json(value: Any) -> bytes:
    """Return compact JSON; falls back to the standard library for what orjson refuses."""
    try:
        return orjson.dumps(value, default=json_default, option=_OPTIONS)
    except TypeError:
        return json.dumps(value, default=json_default, ensure_ascii=False).encode("utf-8", "replace")


def as_json(obj: Any, indent: int | None = 1, separators: Any = None, ensure_ascii: bool = True) -> str:
    """Return JSON text, keys sorted; compact with ``indent=None``."""
    if indent is None:
        return dump_json(obj).decode()
    options: dict[str, Any] = {"indent": indent, "separators": separators or (",", ": "), "ensure_ascii": ensure_ascii}
    return json.dumps(obj, sort_keys=True, default=json_default, **options)


def parse_json(val: Any) -> Any:
    """Return the value of JSON text, other values as they are; dicts become ``_dict``."""
    if isinstance(val, str):
        val = json.loads(val)
    return _dict(val) if isinstance(val, dict) else val


def safe_json_loads(*args: Any) -> tuple[Any, ...]:
    out = []
    for arg in args:
        try:
            out.append(json.loads(arg))
        except (TypeError, ValueError):
            out.append(arg)
    return tuple(out)


# -- HTML


def sanitize_html(text: Any, linkify: bool = False, always_sanitize: bool = False) -> Any:
    """Return HTML with only harmless tags and attributes; text without tags stays as it is."""
    if not isinstance(text, str) or ("<" not in text and ">" not in text):
        return text
    if not always_sanitize and not re.search(r"<[a-zA-Z!/?]", text):
        return text
    import nh3  # only when there is HTML

    return nh3.clean(
        text,
        attributes={**{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}, "*": {"class", "style", "title"}},
        filter_style_properties={"color", "background-color", "text-align", "font-weight", "width", "height"},
        url_schemes={"http", "https", "mailto", "tel"},
    )


def strip_join(items: Sequence[str], separator: str = ", ") -> str:
    return separator.join(part.strip() for part in items if part and part.strip())
