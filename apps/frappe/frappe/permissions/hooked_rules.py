"""What apps add by hooks: ``has_permission`` on documents, ``permission_query_conditions`` on lists (contract 1.3)."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from frappe.context import slot
from frappe.metadata import Meta
from frappe.modules import get_attr, get_hooks

Condition = tuple[str, tuple[Any, ...]]


def hook_paths(hook: str, doctype: str) -> tuple[str, ...]:
    """Return the functions hooked for a DocType, its own and then those of every DocType, last registered first."""
    known: dict[tuple[str, str], tuple[str, ...]] = slot("permission_hooks", dict)
    key = (hook, doctype)
    found = known.get(key)
    if found is None:
        hooks = get_hooks(hook, {})
        found = known[key] = (*reversed(hooks.get(doctype, [])), *reversed(hooks.get("*", [])))
    return found


def call_by_name(function: Any, **arguments: Any) -> Any:
    """Call a hook with those arguments that it names."""
    names = _signatures.get(function)
    if names is None:
        parameters = inspect.signature(function).parameters
        takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        names = _signatures[function] = frozenset(arguments) if takes_all else frozenset(parameters)
    return function(**{name: value for name, value in arguments.items() if name in names})


_signatures: dict[Any, frozenset[str]] = {}


def refusing_hook(meta: Meta, right: str, doc: Any, user: str) -> str | None:
    """Return the first hook that does not allow a right on a document: any falsy answer denies (contract 12.12)."""
    for path in hook_paths("has_permission", meta.name):
        function = get_attr(path) if isinstance(path, str) else path
        allowed = call_by_name(
            function, doc=doc, ptype=right, permission_type=right, user=user, debug=False, doctype=meta.name
        )
        if not allowed:
            return str(path)
    return None


def query_conditions(meta: Meta, user: str) -> Iterator[Condition]:
    """Yield the conditions that apps add to lists of a DocType."""
    for path in hook_paths("permission_query_conditions", meta.name):
        function = get_attr(path) if isinstance(path, str) else path
        condition = as_condition(call_by_name(function, user=user, doctype=meta.name))
        if condition is not None:
            yield condition


def as_condition(answer: Any) -> Condition | None:
    """Return a hook's answer as SQL with values: text, ``(text, values)`` or a query builder's criterion."""
    if answer is None or answer == "":
        return None
    if isinstance(answer, str):
        return (answer, ()) if answer.strip() else None
    if isinstance(answer, tuple):
        text, values = answer
        return str(text), tuple(values)
    from frappe.query_builder.rendering import render_condition  # heavy, and few hooks answer with a criterion

    sql, bound = render_condition(answer)
    return sql, tuple(bound)
