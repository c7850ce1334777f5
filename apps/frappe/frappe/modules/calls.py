"""Call what apps name in a hook."""

from __future__ import annotations

from typing import Any

from frappe.modules.apps import get_hooks
from frappe.modules.paths import get_attr


def call_hook_method(hook: str, *args: Any, **kwargs: Any) -> Any:
    """Call every function of a hook; return what the first one that has an answer returned."""
    out = None
    for method in get_hooks(hook):
        found = get_attr(method)(*args, **kwargs)
        out = out or found
    return out
