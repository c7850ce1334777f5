"""Call a function for the network: its rule first, then its arguments."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.rpc.arguments import call_with_arguments, clean_arguments
from frappe.rpc.available import check_available
from frappe.rpc.rules import rule_of

SAME_AS = {"HEAD": "GET", "PATCH": "PUT", "QUERY": "GET"}


def call(function: Any, arguments: dict[str, Any], *bound: Any) -> Any:
    """Check a function's rule and call it."""
    name = getattr(function, "__name__", "")
    rule = rule_of(function)
    if rule is None:
        raise NoPermission(_("You are not permitted to access this resource."), method=name)
    check_available(f"{function.__module__}.{name}")
    method = SAME_AS.get(local.request.method, local.request.method)
    if method not in rule.methods:
        raise NoPermission(_("{0} is not called with {1}.").format(name, local.request.method), method=name)
    if current_user() == "Guest":
        if not rule.allow_guest:
            raise NoPermission(_("Please sign in to use this."), method=name)
        if not rule.xss_safe:
            arguments = clean_arguments(arguments)
    return call_with_arguments(function, arguments, *bound)
