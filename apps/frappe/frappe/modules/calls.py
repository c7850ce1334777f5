"""Call functions by what they declare, and what apps name in a hook."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from frappe.modules.apps import get_hooks
from frappe.modules.paths import get_attr


def call(fn: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a function, or the one a dotted path names, with those keyword arguments that it declares."""
    function = get_attr(fn) if isinstance(fn, str) else fn
    return function(*args, **get_newargs(function, kwargs))


def get_newargs(fn: Callable[..., Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keyword arguments that a function declares; all of them when it takes any.

    ``flags`` and ``ignore_permissions`` never pass (contract 12.17).
    """
    parameters = inspect.signature(fn).parameters.values()
    takes_any = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
    names = {parameter.name for parameter in parameters}
    wanted = {key: value for key, value in kwargs.items() if takes_any or key in names}
    return {key: value for key, value in wanted.items() if key not in ("flags", "ignore_permissions")}


def call_hook_method(hook: str, *args: Any, **kwargs: Any) -> Any:
    """Call every function of a hook; return what the first one that has an answer returned."""
    out = None
    for method in get_hooks(hook):
        found = get_attr(method)(*args, **kwargs)
        out = out or found
    return out
