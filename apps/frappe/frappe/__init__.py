"""What an app may call as ``frappe.<name>``. Nothing is implemented here; each name is loaded when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "16.0.0"

_HOMES: dict[str, tuple[str, ...]] = {
    "frappe.context": ("cache", "conf", "db", "error_log", "flags", "form", "form_dict", "lang", "local", "message_log",
                       "qb", "request", "response", "session"),
    "frappe.types": ("_dict",),
    "frappe.messages": ("_", "_lt", "clear_last_message", "clear_messages", "get_message_log", "msgprint", "throw"),
    "frappe.rpc": ("is_whitelisted", "whitelist"),
    "frappe.config": ("get_common_site_config", "get_site_config", "get_site_path"),
    "frappe.modules": ("get_all_apps", "get_app_path", "get_app_source_path", "get_attr", "get_doc_hooks", "get_hooks",
                       "get_installed_apps", "get_module_list", "get_module_path", "get_pymodule_path", "scrub",
                       "unscrub"),
    "frappe.metadata": ("get_meta",),
    "frappe.permissions": ("get_roles", "has_permission", "only_for"),
    "frappe.model.documents": ("copy_doc", "get_cached_doc", "get_cached_value", "get_doc", "get_last_doc",
                               "get_single", "new_doc"),
    "frappe.model.delete_doc": ("delete_doc", "delete_doc_if_exists"),
    "frappe.model.rename_doc": ("rename_doc",),
    "frappe.model.permitted_list": ("get_all", "get_list"),
    "frappe.sites": ("connect", "destroy", "init", "set_user"),
    "frappe.utils.text": ("as_json", "as_unicode", "generate_hash", "parse_json"),
    "frappe.utils.numbers": ("cint", "cstr", "flt", "sbool"),
    "frappe.utils.safe_eval": ("safe_eval",),
    "frappe.shortcuts": ("clear_cache", "clear_document_cache", "get_module", "get_precision",
                         "get_system_settings", "get_traceback", "get_value", "log_error", "logger", "set_value"),
    "frappe.translate": ("set_user_lang",),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
_PUBLIC_MODULES = frozenset(
    "utils model permissions desk core defaults share sessions auth client handler translate exceptions modules tests "
    "database query_builder custom contacts workflow realtime rate_limiter boot".split()
)
STANDARD_USERS = ("Guest", "Administrator")

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Load a public name from its home."""
        if name in _PUBLIC_MODULES:
            return import_module(f"frappe.{name}")
        if name in _HOME_OF:
            return globals().setdefault(name, getattr(import_module(_HOME_OF[name]), name))
        exceptions = import_module("frappe.exceptions")
        if hasattr(exceptions, name) and not name.startswith("_"):
            return globals().setdefault(name, getattr(exceptions, name))
        raise AttributeError(f"frappe has no public name {name!r}; see docs/compatibility.md")
