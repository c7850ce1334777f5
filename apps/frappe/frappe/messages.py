"""What a request tells its user: ``msgprint``, ``throw`` and the message log; and ``_`` before a site is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.types import _dict

Translator = Callable[[str, str | None, str | None], str]
_translators: list[Translator] = []


def register_translator(translator: Translator) -> None:
    """Let ``translate`` answer ``_()``; before that texts stay in English."""
    _translators[:] = [translator]


def _(msg: Any, lang: str | None = None, context: str | None = None) -> str:
    """Return the text in the request's language (or ``lang``)."""
    text = msg if isinstance(msg, str) else str(msg)
    return _translators[0](text, lang, context) if _translators and text else text


class LazyText(str):
    """A text translated when it is shown."""

    def __str__(self) -> str:
        return _(str.__str__(self))

    def format(self, *args: Any, **kwargs: Any) -> str:
        return str(self).format(*args, **kwargs)


def _lt(msg: str, lang: str | None = None, context: str | None = None) -> LazyText:
    """Return a text that is translated when it is used, for module-level constants."""
    return LazyText(msg)


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
    """Add a message for the user; with ``raise_exception`` raise it too (contract section 10)."""
    text = list(msg) if as_list and isinstance(msg, Sequence) and not isinstance(msg, str) else str(msg)
    options = {
        "title": title or _("Message"), "indicator": indicator or ("red" if raise_exception else None), "alert": alert,
        "as_list": as_list, "as_table": as_table, "primary_action": primary_action, "wide": wide,
        "is_minimizable": is_minimizable, "raise_exception": 1 if raise_exception else None,
    }  # fmt: skip
    message = _dict(message=text, **{key: value for key, value in options.items() if value})
    log = local.__dict__.get("message_log")
    if log is not None and not local.flags.mute_messages:
        log.append(message)
    if not raise_exception:
        return
    if isinstance(raise_exception, Exception):
        raise raise_exception
    error = raise_exception if isinstance(raise_exception, type) else ValidationError
    raise error(text if isinstance(text, str) else "; ".join(map(str, text)))


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


def clear_messages() -> None:
    local.message_log = []


def clear_last_message() -> None:
    if local.message_log:
        local.message_log.pop()


def get_message_log() -> list[_dict]:
    return list(local.__dict__.get("message_log") or [])
