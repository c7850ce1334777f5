"""What an app may call as ``frappe.<name>``. Nothing is implemented here; each name is loaded when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "16.0.0"

if TYPE_CHECKING:  # what editors and mypy see; a test compares it with the tables below
    from frappe import auth as auth
    from frappe import boot as boot
    from frappe import client as client
    from frappe import contacts as contacts
    from frappe import core as core
    from frappe import custom as custom
    from frappe import database as database
    from frappe import defaults as defaults
    from frappe import desk as desk
    from frappe import email as email
    from frappe import exceptions as exceptions
    from frappe import handler as handler
    from frappe import integrations as integrations
    from frappe import model as model
    from frappe import modules as modules
    from frappe import permissions as permissions
    from frappe import query_builder as query_builder
    from frappe import rate_limiter as rate_limiter
    from frappe import realtime as realtime
    from frappe import sessions as sessions
    from frappe import share as share
    from frappe import tests as tests
    from frappe import translate as translate
    from frappe import utils as utils
    from frappe import website as website
    from frappe import workflow as workflow
    from frappe.api.health import ping as ping
    from frappe.cache_store import client_cache as client_cache  # type: ignore[no-redef]  # a module of the room is called so too
    from frappe.config import get_common_site_config as get_common_site_config
    from frappe.config import get_site_config as get_site_config
    from frappe.config import get_site_path as get_site_path
    from frappe.context import cache as cache
    from frappe.context import conf as conf
    from frappe.context import db as db
    from frappe.context import error_log as error_log
    from frappe.context import flags as flags
    from frappe.context import form as form
    from frappe.context import form_dict as form_dict
    from frappe.context import in_test as in_test
    from frappe.context import lang as lang
    from frappe.context import local as local
    from frappe.context import message_log as message_log
    from frappe.context import qb as qb
    from frappe.context import request as request
    from frappe.context import response as response
    from frappe.context import session as session
    from frappe.email.outbox import sendmail as sendmail
    from frappe.exceptions import *  # noqa: F403
    from frappe.install.reload import import_doc as import_doc
    from frappe.install.reload import reload_doc as reload_doc
    from frappe.install.reload import reload_doctype as reload_doctype
    from frappe.jobs import enqueue as enqueue
    from frappe.jobs import enqueue_doc as enqueue_doc
    from frappe.localization.formatters import format_value as format
    from frappe.localization.formatters import format_value as format_value
    from frappe.messages import _ as _
    from frappe.messages import _lt as _lt
    from frappe.messages import bold as bold
    from frappe.messages import clear_last_message as clear_last_message
    from frappe.messages import clear_messages as clear_messages
    from frappe.messages import errprint as errprint
    from frappe.messages import get_message_log as get_message_log
    from frappe.messages import log as log
    from frappe.messages import msgprint as msgprint
    from frappe.messages import throw as throw
    from frappe.messages import toast as toast
    from frappe.metadata import get_meta as get_meta
    from frappe.model.db_query import build_match_conditions as build_match_conditions
    from frappe.model.delete_doc import delete_doc as delete_doc
    from frappe.model.delete_doc import delete_doc_if_exists as delete_doc_if_exists
    from frappe.model.documents import copy_doc as copy_doc
    from frappe.model.documents import get_cached_doc as get_cached_doc
    from frappe.model.documents import get_cached_value as get_cached_value
    from frappe.model.documents import get_doc as get_doc
    from frappe.model.documents import get_last_doc as get_last_doc
    from frappe.model.documents import get_lazy_doc as get_lazy_doc
    from frappe.model.documents import get_single as get_single
    from frappe.model.documents import new_doc as new_doc
    from frappe.model.permitted_list import get_all as get_all
    from frappe.model.permitted_list import get_list as get_list
    from frappe.model.rename_doc import rename_doc as rename_doc
    from frappe.modules import get_all_apps as get_all_apps
    from frappe.modules import get_app_path as get_app_path
    from frappe.modules import get_app_source_path as get_app_source_path
    from frappe.modules import get_attr as get_attr
    from frappe.modules import get_doc_hooks as get_doc_hooks
    from frappe.modules import get_hooks as get_hooks
    from frappe.modules import get_installed_apps as get_installed_apps
    from frappe.modules import get_module_list as get_module_list
    from frappe.modules import get_module_path as get_module_path
    from frappe.modules import get_pymodule_path as get_pymodule_path
    from frappe.modules import scrub as scrub
    from frappe.modules import unscrub as unscrub
    from frappe.modules.calls import call as call
    from frappe.modules.calls import get_newargs as get_newargs
    from frappe.modules.files import get_file_items as get_file_items
    from frappe.modules.files import get_file_json as get_file_json
    from frappe.modules.files import read_file as read_file
    from frappe.not_yet import attach_print as attach_print
    from frappe.not_yet import get_active_domains as get_active_domains
    from frappe.not_yet import get_jenv as get_jenv
    from frappe.not_yet import get_print as get_print
    from frappe.not_yet import get_template as get_template
    from frappe.not_yet import get_website_settings as get_website_settings
    from frappe.not_yet import mock as mock
    from frappe.not_yet import print_sql as print_sql
    from frappe.not_yet import render_template as render_template
    from frappe.not_yet import respond_as_web_page as respond_as_web_page
    from frappe.permissions import get_roles as get_roles
    from frappe.permissions import has_permission as has_permission
    from frappe.permissions import has_website_permission as has_website_permission
    from frappe.permissions import only_for as only_for
    from frappe.permissions import only_has_select_perm as only_has_select_perm
    from frappe.realtime import publish_progress as publish_progress
    from frappe.realtime import publish_realtime as publish_realtime
    from frappe.rpc import is_whitelisted as is_whitelisted
    from frappe.rpc import read_only as read_only
    from frappe.rpc import validate_and_sanitize_search_inputs as validate_and_sanitize_search_inputs
    from frappe.rpc import whitelist as whitelist
    from frappe.rpc.http import get_request_header as get_request_header
    from frappe.shortcuts import clear_cache as clear_cache
    from frappe.shortcuts import clear_document_cache as clear_document_cache
    from frappe.shortcuts import get_desk_link as get_desk_link
    from frappe.shortcuts import get_doctype_app as get_doctype_app
    from frappe.shortcuts import get_meta_module as get_meta_module
    from frappe.shortcuts import get_module as get_module
    from frappe.shortcuts import get_precision as get_precision
    from frappe.shortcuts import get_system_settings as get_system_settings
    from frappe.shortcuts import get_traceback as get_traceback
    from frappe.shortcuts import get_user as get_user
    from frappe.shortcuts import get_value as get_value
    from frappe.shortcuts import is_table as is_table
    from frappe.shortcuts import log_error as log_error
    from frappe.shortcuts import logger as logger
    from frappe.shortcuts import make_property_setter as make_property_setter
    from frappe.shortcuts import redirect as redirect
    from frappe.shortcuts import set_value as set_value
    from frappe.sites import connect as connect
    from frappe.sites import destroy as destroy
    from frappe.sites import get_conf as get_conf
    from frappe.sites import init as init
    from frappe.sites import init as init_site
    from frappe.sites import set_user as set_user
    from frappe.tests.records import get_test_records as get_test_records
    from frappe.translate import set_user_lang as set_user_lang
    from frappe.types import _dict as _dict
    from frappe.utils.numbers import cint as cint
    from frappe.utils.numbers import cstr as cstr
    from frappe.utils.numbers import flt as flt
    from frappe.utils.numbers import sbool as sbool
    from frappe.utils.safe_eval import safe_eval as safe_eval
    from frappe.utils.text import as_json as as_json
    from frappe.utils.text import as_unicode as as_unicode
    from frappe.utils.text import generate_hash as generate_hash
    from frappe.utils.text import parse_json as parse_json
    from frappe.utils.text import safe_decode as safe_decode
    from frappe.utils.text import safe_encode as safe_encode

# Home of each name; ``new = old`` gives a name that its home calls otherwise.
_HOMES: dict[str, tuple[str, ...]] = {
    "frappe.context": (
        "cache", "conf", "db", "error_log", "flags", "form", "form_dict", "in_test", "lang", "local", "message_log",
        "qb", "request", "response", "session"
    ),
    "frappe.types": ("_dict",),
    "frappe.messages": (
        "_", "_lt", "bold", "clear_last_message", "clear_messages", "errprint", "get_message_log", "log", "msgprint",
        "throw", "toast"
    ),
    "frappe.not_yet": (
        "attach_print", "get_active_domains", "get_jenv", "get_print", "get_template", "get_website_settings", "mock",
        "print_sql", "render_template", "respond_as_web_page"
    ),
    "frappe.rpc": ("is_whitelisted", "read_only", "validate_and_sanitize_search_inputs", "whitelist"),
    "frappe.rpc.http": ("get_request_header",),
    "frappe.config": ("get_common_site_config", "get_site_config", "get_site_path"),
    "frappe.modules": (
        "get_all_apps", "get_app_path", "get_app_source_path", "get_attr", "get_doc_hooks", "get_hooks",
        "get_installed_apps", "get_module_list", "get_module_path", "get_pymodule_path", "scrub", "unscrub"
    ),
    "frappe.modules.calls": ("call", "get_newargs"),
    "frappe.modules.files": ("get_file_items", "get_file_json", "read_file"),
    "frappe.cache_store": ("client_cache",),
    "frappe.realtime": ("publish_progress", "publish_realtime"),
    "frappe.localization.formatters": ("format_value", "format = format_value"),
    "frappe.metadata": ("get_meta",),
    "frappe.permissions": (
        "get_roles", "has_permission", "has_website_permission", "only_for", "only_has_select_perm"
    ),
    "frappe.jobs": ("enqueue", "enqueue_doc"),
    "frappe.model.documents": (
        "copy_doc", "get_cached_doc", "get_cached_value", "get_doc", "get_last_doc", "get_lazy_doc", "get_single",
        "new_doc"
    ),
    "frappe.model.db_query": ("build_match_conditions",),
    "frappe.model.delete_doc": ("delete_doc", "delete_doc_if_exists"),
    "frappe.model.rename_doc": ("rename_doc",),
    "frappe.model.permitted_list": ("get_all", "get_list"),
    "frappe.sites": ("connect", "destroy", "get_conf", "init", "init_site = init", "set_user"),
    "frappe.install.reload": ("import_doc", "reload_doc", "reload_doctype"),
    "frappe.utils.text": ("as_json", "as_unicode", "generate_hash", "parse_json", "safe_decode", "safe_encode"),
    "frappe.utils.numbers": ("cint", "cstr", "flt", "sbool"),
    "frappe.utils.safe_eval": ("safe_eval",),
    "frappe.shortcuts": (
        "clear_cache", "clear_document_cache", "get_desk_link", "get_doctype_app", "get_meta_module", "get_module",
        "get_precision", "get_system_settings", "get_traceback", "get_user", "get_value", "is_table", "log_error",
        "logger", "make_property_setter", "redirect", "set_value"
    ),
    "frappe.translate": ("set_user_lang",),
    "frappe.email.outbox": ("sendmail",),
    "frappe.api.health": ("ping",),
    "frappe.tests.records": ("get_test_records",),
}  # fmt: skip
_HOME_OF = {
    name.partition(" = ")[0]: (home, name.rpartition(" = ")[2]) for home, names in _HOMES.items() for name in names
}
# Modules that apps reach by attribute after ``import frappe``: ``frappe.utils.now()``.
_PUBLIC_MODULES = frozenset(
    "auth boot client contacts core custom database defaults desk email exceptions handler integrations model modules "
    "permissions query_builder rate_limiter realtime sessions share tests translate utils website workflow".split()
)
STANDARD_USERS = ("Guest", "Administrator")

if not TYPE_CHECKING:  # hidden from mypy, which would otherwise accept any misspelt name

    def __getattr__(name: str) -> Any:
        """Load a public name from its home."""
        if name in _PUBLIC_MODULES:
            return import_module(f"frappe.{name}")
        if name in _HOME_OF:
            home, own_name = _HOME_OF[name]
            return globals().setdefault(name, getattr(import_module(home), own_name))
        exceptions = import_module("frappe.exceptions")
        if hasattr(exceptions, name) and not name.startswith("_") and name != "annotations":
            return globals().setdefault(name, getattr(exceptions, name))
        raise AttributeError(f"frappe has no public name {name!r}; see docs/compatibility.md")
