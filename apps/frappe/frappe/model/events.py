"""Run the handlers of a document's event: the controller's method, then hooks, then what features registered."""

from __future__ import annotations

from typing import Any

from frappe.context import local, slot
from frappe.modules import get_attr, get_doc_hooks


def run_method(doc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
    """Run ``method`` of the controller and all handlers of that event; return the collated value (contract 3.4)."""
    own = getattr(type(doc), method, None)
    value = own(doc, *args, **kwargs) if callable(own) else None
    for handler in handlers_of(doc.doctype, method):
        value = _merge(value, _call(handler, doc, method, args, kwargs))
    return value


def run_event(event: str, doc: Any) -> None:
    """Run only the registered handlers of an event that is no controller method."""
    for handler in handlers_of(doc.doctype, event):
        _call(handler, doc, event, (), {})


def handlers_of(doctype: str, event: str) -> tuple[Any, ...]:
    """Return the functions hooked to a DocType's event: its own first, then those of every DocType."""
    known: dict[tuple[str, str], tuple[Any, ...]] = slot("event_handlers", dict)
    key = (doctype, event)
    if key not in known:
        hooks = get_doc_hooks()
        paths = [*hooks.get(doctype, {}).get(event, ()), *hooks.get("*", {}).get(event, ())]
        known[key] = tuple(get_attr(path) if isinstance(path, str) else path for path in paths)
    return known[key]


def _call(handler: Any, doc: Any, method: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    flags = local.flags
    before, flags.in_doc_event = flags.in_doc_event, True
    try:
        return handler(doc, method, *args, **kwargs)
    finally:
        flags.in_doc_event = before


def _merge(value: Any, more: Any) -> Any:
    if isinstance(more, dict):
        return {**value, **more} if isinstance(value, dict) else more
    return more if more is not None else value
