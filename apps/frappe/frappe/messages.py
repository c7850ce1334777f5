"""What a request tells its user: ``msgprint``, ``throw`` and the message log; and ``_`` before a site is there."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.types import _dict

Translator = Callable[[str, str | None, str | None], str]
_translators: list[Translator] = []
_senders: list[Callable[[_dict], None]] = []


def register_translator(translator: Translator) -> None:
    """Let ``translate`` answer ``_()``; before that texts stay in English."""
    _translators[:] = [translator]


def register_sender(sender: Callable[[_dict], None]) -> None:
    """Let ``realtime`` carry messages that must not wait for the answer."""
    _senders[:] = [sender]


def _(msg: Any, lang: str | None = None, context: str | None = None) -> str:
    """Return the text in the request's language (or ``lang``)."""
    text = msg if type(msg) is str else _source(msg)
    return _translators[0](text, lang, context) if _translators and text else text


def _source(msg: Any) -> str:
    if isinstance(msg, str):
        return str.__str__(msg)
    return "" if msg is None else str(msg)


class LazyText(str):
    """A text translated when it is shown."""

    _lang: str | None = None
    _context: str | None = None

    def __str__(self) -> str:
        return _(str.__str__(self), self._lang, self._context)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __add__(self, other: str) -> str:
        return str(self) + str(other)

    def __radd__(self, other: str) -> str:
        return str(other) + str(self)

    def format(self, *args: Any, **kwargs: Any) -> str:
        return str(self).format(*args, **kwargs)


def _lt(msg: str, lang: str | None = None, context: str | None = None) -> LazyText:
    """Return a text that is translated when it is used, for module-level constants."""
    text = LazyText(msg)
    text._lang, text._context = lang, context
    return text


def msgprint(
    msg: Any,
    title: str | None = None,
    raise_exception: bool | type[Exception] | Exception = False,
    as_table: bool = False,
    as_list: bool = False,
    indicator: str | None = None,
    alert: bool = False,
    primary_action: Any = None,
    is_minimizable: bool = False,
    wide: bool = False,
    *,
    realtime: bool = False,
) -> None:
    """Add a message for the user; with ``raise_exception`` raise it too (contract section 10).

    ``realtime`` sends it to the user's open pages at once, for what runs longer than a request.
    """
    several = (as_list or as_table) and isinstance(msg, Sequence) and not isinstance(msg, str)
    text: Any = list(msg) if several else str(msg)
    options = {
        "title": title or _("Message"), "indicator": indicator or ("red" if raise_exception else None), "alert": alert,
        "as_list": as_list, "as_table": as_table, "primary_action": primary_action, "wide": wide,
        "is_minimizable": is_minimizable, "raise_exception": 1 if raise_exception else None,
    }  # fmt: skip
    message = _dict(message=text, **{key: value for key, value in options.items() if value})
    error = _error(raise_exception, text)
    if error is not None:
        message["__frappe_exc_id"] = error.__dict__["__frappe_exc_id"] = secrets.token_hex(4)
    _keep(message, realtime=realtime)
    if error is not None:
        raise error


def note_error(text: str) -> None:
    """Add a part of what an error that follows tells to the message log."""
    _keep(_dict(message=text, title=_("Message"), indicator="red", raise_exception=1), realtime=False)


def _error(raise_exception: bool | type[Exception] | Exception, text: Any) -> Exception | None:
    if not raise_exception:
        return None
    if isinstance(raise_exception, Exception):
        return raise_exception
    kind = raise_exception if isinstance(raise_exception, type) else ValidationError
    return kind(text if isinstance(text, str) else "; ".join(map(str, text)))


def _keep(message: _dict, *, realtime: bool) -> None:
    log = local.__dict__.get("message_log")
    if log is None or local.flags.mute_messages:
        return
    if realtime and _senders:
        _senders[0](message)
        return
    log.append(message)


def throw(
    msg: Any,
    exc: type[Exception] | Exception = ValidationError,
    title: str | None = None,
    is_minimizable: bool = False,
    wide: bool = False,
    as_list: bool = False,
    primary_action: Any = None,
) -> NoReturn:
    """Raise an error with a text for the user."""
    msgprint(
        msg, title=title, raise_exception=exc, indicator="red", is_minimizable=is_minimizable, wide=wide,
        as_list=as_list, primary_action=primary_action,
    )  # fmt: skip
    raise AssertionError("msgprint raised")


def toast(message: str, indicator: str | None = None) -> None:
    """Add a message that shows for a moment."""
    msgprint(message, alert=True, indicator=indicator)


def bold(text: Any) -> str:
    """Return text in a tag that marks it."""
    return f"<strong>{text}</strong>"


def errprint(msg: Any) -> None:
    """Keep a line for the developer that asked, in the answer's error log."""
    log = local.__dict__.get("error_log")
    if log is not None:
        log.append({"exc": str(msg)})


def log(msg: Any) -> None:
    """Keep a line for the answer's debug log."""
    lines = local.__dict__.get("debug_log")
    if lines is not None:
        lines.append(str(msg))


def clear_messages() -> None:
    local.message_log = []


def clear_last_message() -> None:
    if local.message_log:
        local.message_log.pop()


def get_message_log() -> list[_dict]:
    return list(local.__dict__.get("message_log") or [])
