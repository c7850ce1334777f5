"""The arguments of a call from the network: those that a function declares, as the types it declares."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from frappe.exceptions import FrappeTypeError
from frappe.messages import _
from frappe.rpc.conversions import CONVERTERS, JSON_KINDS
from frappe.utils.html_utils import sanitize_html

NEVER_PASSED = frozenset({"ignore_permissions", "flags", "cmd", "csrf_token", "_lang"})
_SECRETS = frozenset(("pwd", "password", "new_password", "old_password", "key", "otp", "token"))


def call_with_arguments(function: Callable[..., Any], arguments: Mapping[str, Any], *bound: Any) -> Any:
    """Call a function with those of the arguments that it declares, as the types it declares.

    Raises:
        FrappeTypeError: an argument is missing or has the wrong type; the text names it.
    """
    parameters, hints = _declared(getattr(function, "__func__", function))
    skipped = max(1, len(bound)) if bound or inspect.ismethod(function) else 0
    positional: list[Any] = []
    passed: dict[str, Any] = {}
    for parameter in parameters[skipped:]:
        if parameter.kind is parameter.VAR_KEYWORD:
            known = {other.name for other in parameters}
            passed.update({k: v for k, v in arguments.items() if k not in NEVER_PASSED and k not in known})
        elif parameter.kind is not parameter.VAR_POSITIONAL:
            _pass(parameter, hints.get(parameter.name, Any), arguments, positional, passed)
    return function(*bound, *positional, **passed)


def _pass(
    parameter: inspect.Parameter, hint: Any, arguments: Mapping[str, Any], positional: list[Any], passed: dict[str, Any]
) -> None:
    name = parameter.name
    if name not in arguments or name in NEVER_PASSED:
        if parameter.default is parameter.empty:
            raise FrappeTypeError(_("Argument {0} is required").format(name), argument=name)
        return
    value = arguments[name]
    if not (value is None and parameter.default is None):
        value = coerce(name, value, hint)
    if parameter.kind is parameter.POSITIONAL_ONLY:
        positional.append(value)
    else:
        passed[name] = value


@cache
def _declared(function: Callable[..., Any]) -> tuple[tuple[inspect.Parameter, ...], dict[str, Any]]:
    return tuple(inspect.signature(function).parameters.values()), _hints(inspect.unwrap(function))


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    """Return a function's annotations; a name that only type checkers see counts as any type."""
    unseen: dict[str, Any] = {}
    for _attempt in range(20):
        try:
            return typing.get_type_hints(function, localns=unseen or None)
        except NameError as error:
            if not error.name or error.name in unseen:
                break
            unseen[error.name] = Any
        except (TypeError, AttributeError):
            break
    return {}


# -- types


def coerce(name: str, value: Any, hint: Any) -> Any:
    """Return an argument as the type its annotation names.

    Raises:
        FrappeTypeError: it is not and cannot be read as one.
    """
    found, result = as_type(value, hint)
    if found:
        return result
    raise FrappeTypeError(
        _("Argument {0} should be of type {1} but got {2} instead.").format(name, _title(hint), type(value).__name__),
        argument=name,
    )


def _title(hint: Any) -> str:
    name = hint.__name__ if isinstance(hint, type) and not typing.get_args(hint) else str(hint)
    return name.replace("typing.", "").replace("NoneType", "None")


def as_type(value: Any, hint: Any) -> tuple[bool, Any]:
    """Return whether a value is of a type, or can be read as one, and then the value of that type."""
    if hint is Any or hint is inspect.Parameter.empty or isinstance(hint, (str, typing.TypeVar)):
        return True, value
    if hint is None or hint is type(None):
        return value in (None, ""), None
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        return as_type(value, typing.get_args(hint)[0])
    if isinstance(hint, types.UnionType) or origin is typing.Union:
        return _as_one_of(value, typing.get_args(hint))
    if origin is typing.Literal:
        return _as_literal(value, typing.get_args(hint))
    base = origin or hint
    converter = CONVERTERS.get(base)
    if converter is None:
        return (isinstance(value, base), value) if isinstance(base, type) else (True, value)
    found, result = converter(value)
    return _with_parts(result, typing.get_args(hint)) if found and typing.get_args(hint) else (found, result)


def _as_one_of(value: Any, options: tuple[Any, ...]) -> tuple[bool, Any]:
    """JSON text is read where a list or record is one option; else the value's own type comes before others."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        order = sorted(options, key=lambda option: _base(option) not in JSON_KINDS)
    else:
        order = sorted(options, key=lambda option: type(value) is not _base(option))
    for option in order:
        found, result = as_type(value, option)
        if found:
            return True, result
    return False, None


def _base(hint: Any) -> Any:
    return typing.get_origin(hint) or hint


def _as_literal(value: Any, options: tuple[Any, ...]) -> tuple[bool, Any]:
    for option in options:
        if type(option) is type(value) and option == value:
            return True, option
    for option in options:
        found, result = as_type(value, type(option))
        if found and result == option:
            return True, option
    return False, None


def _with_parts(value: Any, hints: tuple[Any, ...]) -> tuple[bool, Any]:
    """Coerce what a list or record holds."""
    if isinstance(value, Mapping) and len(hints) == 2:
        pairs = [(as_type(key, hints[0]), as_type(part, hints[1])) for key, part in value.items()]
        found = all(key[0] and part[0] for key, part in pairs)
        make: Any = type(value)
        return found, make((key[1], part[1]) for key, part in pairs) if found else None
    if isinstance(value, (list, set, frozenset)) and len(hints) == 1:
        parts = [as_type(part, hints[0]) for part in value]
        found = all(part[0] for part in parts)
        return found, type(value)(part[1] for part in parts) if found else None
    if isinstance(value, tuple) and hints[-1] is Ellipsis:
        return _with_parts_of_tuple(value, (hints[0],) * len(value))
    return _with_parts_of_tuple(value, hints) if isinstance(value, tuple) else (True, value)


def _with_parts_of_tuple(value: tuple[Any, ...], hints: tuple[Any, ...]) -> tuple[bool, Any]:
    if len(value) != len(hints):
        return False, None
    parts = [as_type(part, hint) for part, hint in zip(value, hints, strict=True)]
    found = all(part[0] for part in parts)
    return found, tuple(part[1] for part in parts) if found else None


# -- text of guests


def clean_arguments(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments with the HTML in their texts made harmless, at all depths; secrets stay as they are."""
    return {key: value if key in _SECRETS else _clean(value) for key, value in arguments.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return sanitize_html(value)
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return clean_arguments(value) if isinstance(value, Mapping) else value
