"""Text: stripping, joining, hashes, JSON. HTML is in ``html_utils``, whose common names are offered here too."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import secrets
import string
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import orjson

from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.types import _dict
from frappe.utils.html_utils import escape_html as escape_html
from frappe.utils.html_utils import is_html as is_html
from frappe.utils.html_utils import sanitize_html as sanitize_html
from frappe.utils.html_utils import strip_html as strip_html
from frappe.utils.html_utils import strip_html_tags as strip_html_tags
from frappe.utils.numbers import cstr


def strip(val: str | None, chars: str | None = None) -> str:
    """Return text without blanks and zero-width marks around it."""
    return (val or "").replace("\ufeff", "").replace("\u200b", "").strip(chars)


def unique(seq: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(seq))


def comma_sep(some_list: Any, pattern: str, add_quotes: bool = True) -> Any:
    """Return a list's values as text, the last one joined by ``pattern``; other values as they are."""
    if not isinstance(some_list, (list, tuple)):
        return some_list
    words = [str(word) for word in some_list]
    if len(words) < 2:
        return words[0] if words else ""
    if add_quotes:
        words = [f"'{word}'" for word in words]
    return pattern.format(", ".join(words[:-1]), words[-1])


def comma_or(some_list: Any, add_quotes: bool = True) -> Any:
    return comma_sep(some_list, _("{0} or {1}"), add_quotes)


def comma_and(some_list: Any, add_quotes: bool = True) -> Any:
    return comma_sep(some_list, _("{0} and {1}"), add_quotes)


def new_line_sep(some_list: Any) -> Any:
    """Return a list's values one a line; other values as they are."""
    return "\n".join(str(word) for word in some_list) if isinstance(some_list, (list, tuple)) else some_list


def filter_strip_join(some_list: Iterable[Any], sep: str) -> str:
    """Join what is not empty, each stripped."""
    return cstr(sep).join(cstr(part).strip() for part in some_list if part)


def squashify(what: Any) -> Any:
    """Return the only element of a list of one; other values as they are."""
    return what[0] if isinstance(what, (list, tuple)) and len(what) == 1 else what


def get_abbr(string: str, max_len: int = 2) -> str:
    """Return the first letters of a name's words."""
    return "".join(part[0] for part in (string or "").split()[:max_len]) or "?"


def random_string(length: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _index in range(length))


def generate_hash(txt: str | None = None, length: int = 56) -> str:
    """Return random hexadecimal text."""
    return secrets.token_hex((int(length) + 1) // 2)[: int(length)]


def sha256_hash(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def as_unicode(text: Any, encoding: str = "utf-8") -> str:
    return cstr(text, encoding)


def encode(obj: Any, encoding: str = "utf-8") -> Any:
    """Return text as bytes, also inside a list; other values as they are."""
    if isinstance(obj, list):
        return [encode(part, encoding) for part in obj]
    return obj.encode(encoding) if isinstance(obj, str) else obj


def safe_encode(param: Any, encoding: str = "utf-8") -> Any:
    """Return text as bytes; what has no text stays as it is."""
    return encode(param, encoding)


def safe_decode(param: Any, encoding: str = "utf-8", fallback_map: Mapping[str, str] | None = None) -> Any:
    """Return bytes as text, undecodable ones as they are."""
    if not isinstance(param, bytes):
        return param
    try:
        return param.decode((fallback_map or {}).get(encoding, encoding))
    except (UnicodeDecodeError, LookupError):
        return param


def get_string_between(start: str, text: str, end: str) -> str:
    """Return what stands between two marks, the whole text when they are missing."""
    match = re.search(f"{re.escape(start)}(.*){re.escape(end)}", text)
    return match.group(1) if match else text


def dictify(arg: Any) -> Any:
    """Return lists and dicts, at all depths, with dicts whose keys are attributes."""
    if isinstance(arg, list):
        return [dictify(part) for part in arg]
    return _dict({key: dictify(part) for key, part in arg.items()}) if isinstance(arg, dict) else arg


def groupby_metric(iterable: Mapping[str, Iterable[Mapping[str, Any]]], key: str) -> dict[Any, dict[str, list[Any]]]:
    """Group rows kept by category by one of their values: ``{value: {category: rows}}``."""
    out: dict[Any, dict[str, list[Any]]] = {}
    for category, rows in iterable.items():
        for row in rows:
            out.setdefault(row[key], {}).setdefault(category, []).append(row)
    return out


# -- JSON

_special: list[Callable[[Any], Any]] = []


def register_json(encoder: Callable[[Any], Any]) -> None:
    """Add an encoder of a class that JSON does not know; it raises TypeError for others."""
    _special.append(encoder)


def json_default(value: Any) -> Any:
    """Return a plain value for what JSON does not know (contract 7.1)."""
    if isinstance(value, datetime.timedelta):
        return format_timedelta(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time, str)):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    for encoder in _special:
        try:
            return encoder(value)
        except TypeError:
            continue
    if isinstance(value, Mapping):
        return {str(key): inner for key, inner in value.items()}
    if isinstance(value, int):
        return int(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (set, frozenset)) or hasattr(value, "__iter__"):
        return list(value)
    return str(value)


def format_timedelta(value: datetime.timedelta) -> str:
    """Return ``H:MM:SS[.ffffff]``."""
    sign, value = ("-", -value) if value < datetime.timedelta(0) else ("", value)
    hours, rest = divmod(value.days * 86400 + value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    text = f"{sign}{hours}:{minutes:02d}:{seconds:02d}"
    return f"{text}.{value.microseconds:06d}" if value.microseconds else text


_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_NON_STR_KEYS


def dump_json(value: Any) -> bytes:
    """Return compact JSON; falls back to the standard library for what orjson refuses."""
    try:
        return orjson.dumps(value, default=json_default, option=_OPTIONS)
    except TypeError:
        return json.dumps(value, default=json_default, ensure_ascii=False).encode("utf-8", "replace")


def dump_json_text(value: Any) -> str:
    """Return compact JSON text."""
    return dump_json(value).decode()


def as_json(obj: Any, indent: int | None = 1, separators: Any = None, ensure_ascii: bool = True) -> str:
    """Return JSON text, keys sorted; compact with ``indent=None``."""
    if indent is None:
        return dump_json_text(obj)
    options: dict[str, Any] = {"indent": indent, "separators": separators or (",", ": "), "ensure_ascii": ensure_ascii}
    try:
        return json.dumps(obj, sort_keys=True, default=json_default, **options)
    except TypeError:  # keys of several types have no order
        return json.dumps(obj, default=json_default, skipkeys=True, **options)


def parse_json(val: Any) -> Any:
    """Return the value of JSON text, other values as they are; dicts become ``_dict``."""
    if isinstance(val, str):
        val = json.loads(val)
    return _dict(val) if isinstance(val, dict) else val


def safe_json_loads(*args: Any) -> list[Any]:
    """Return the values of JSON texts; what is no JSON stays as it is."""
    out = []
    for arg in args:
        try:
            out.append(json.loads(arg))
        except (TypeError, ValueError):
            out.append(arg)
    return out


def validate_json_string(string: str) -> None:
    """Check that a text is JSON.

    Raises:
        ValidationError: it is not.
    """
    try:
        json.loads(string)
    except (TypeError, ValueError) as error:
        raise ValidationError(_("The text is not valid JSON.")) from error
