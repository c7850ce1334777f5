"""Folders and Python modules of apps, modules and DocTypes (contract 1.2)."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from frappe.context import local, slot
from frappe.exceptions import AppNotInstalledError, DoesNotExistError, ValidationError
from frappe.messages import _
from frappe.modules.apps import get_all_apps


def scrub(text: str) -> str:
    """Return the folder name of a title: lower case, blanks and hyphens as underscores."""
    return (text or "").replace(" ", "_").replace("-", "_").lower()


def unscrub(text: str) -> str:
    """Return the title of a folder name."""
    return (text or "").replace("_", " ").replace("-", " ").title()


@cache
def app_folder(app: str) -> Path:
    """Return the folder of an app's Python package, without importing it."""
    spec = importlib.util.find_spec(app)
    if spec is None or not spec.submodule_search_locations:
        raise AppNotInstalledError(_("App {app} cannot be imported. Install it into the bench first.").format(app=app))
    return Path(next(iter(spec.submodule_search_locations)))


def get_app_path(app_name: str, *joins: str) -> str:
    """Return a path inside an app's package."""
    return str(app_folder(app_name).joinpath(*joins))


def get_app_source_path(app_name: str, *joins: str) -> str:
    """Return a path inside an app's repository."""
    return str(app_folder(app_name).parent.joinpath(*joins))


def get_pymodule_path(modulename: str, *joins: str) -> str:
    """Return a path beside a Python module's package."""
    app, *rest = modulename.split(".")
    return str(app_folder(app).joinpath(*rest, *joins))


@cache
def _modules_of(app: str) -> tuple[str, ...]:
    path = app_folder(app) / "modules.txt"
    if not path.exists():
        return ()
    return tuple(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def get_module_list(app_name: str) -> list[str]:
    """Return the titles in an app's modules.txt."""
    return list(_modules_of(app_name))


def module_app() -> dict[str, str]:
    """Return ``{scrubbed module: app}`` of all apps of the bench and of modules made at run time."""
    return slot("module_app", _build_module_app) if getattr(local, "site_state", None) else _build_module_app()


def _build_module_app() -> dict[str, str]:
    return {scrub(title): app for app in get_all_apps() for title in _modules_of(app)}


def app_of_module(module: str | None) -> str:
    """Return the app a module belongs to; empty for a module made at run time."""
    return module_app().get(scrub(module or ""), "")


def get_module_app(module: str) -> str:
    """Return the app a module belongs to.

    Raises:
        DoesNotExistError: no app has that module.
    """
    app = app_of_module(module)
    if not app:
        raise DoesNotExistError(_("Module {module} was not found in any app.").format(module=module))
    return app


def get_module_path(module: str, *joins: str) -> str:
    """Return a path inside a module's folder."""
    return str(app_folder(get_module_app(module)).joinpath(scrub(module), *joins))


def doctype_file(doctype: str, module: str) -> Path:
    """Return where a standard DocType's JSON lies."""
    name = scrub(doctype)
    return Path(get_module_path(module, "doctype", name, f"{name}.json"))


@cache
def _doctype_files(app: str) -> dict[str, Path]:
    folder = app_folder(app)
    return {path.parent.name: path for path in folder.glob("*/doctype/*/*.json") if path.stem == path.parent.name}


def find_doctype_file(doctype: str) -> Path | None:
    """Return the JSON of a standard DocType in any app of the bench, or None."""
    name = scrub(doctype)
    return next((files[name] for app in get_all_apps() if name in (files := _doctype_files(app))), None)


def get_doctype_module(doctype: str) -> str:
    """Return the module of a DocType, by its stored row or its file."""
    import json  # loaded here: only the installer and developer commands get this far

    row = local.db.connection.rows("select `module` from `tabDocType` where `name` = ?", (doctype,))
    if row:
        return str(row[0]["module"])
    path = find_doctype_file(doctype)
    if path is None:
        raise DoesNotExistError(_("DocType {doctype} does not exist.").format(doctype=doctype))
    return str(json.loads(path.read_text(encoding="utf-8"))["module"])


def load_doctype_module(doctype: str, module: str | None = None, prefix: str = "", suffix: str = "") -> ModuleType:
    """Import a DocType's Python module (``prefix``/``suffix`` around its name: ``_dashboard``).

    Raises:
        ImportError: the file is missing; a standard DocType needs its controller.
    """
    module = module or get_doctype_module(doctype)
    name = scrub(doctype)
    return importlib.import_module(f"{get_module_app(module)}.{scrub(module)}.doctype.{name}.{prefix}{name}{suffix}")


def get_app_publisher(module: str) -> str:
    """Return who publishes the app of a module."""
    hooks = importlib.import_module(f"{get_module_app(module)}.hooks")
    return str(getattr(hooks, "app_publisher", ""))


def scrub_dt_dn(dt: str, dn: str) -> tuple[str, str]:
    """Return the folder names of a standard record."""
    return scrub(dt), scrub(dn)


def get_doc_path(module: str, doctype: str, name: str) -> str:
    """Return the folder of a standard record."""
    return get_module_path(module, *scrub_dt_dn(doctype, name))


def get_module_name(doctype: str, module: str, prefix: str = "", suffix: str = "", app: str | None = None) -> str:
    """Return the dotted path of a DocType's Python module."""
    name = scrub(doctype)
    return f"{app or get_module_app(module)}.{scrub(module)}.doctype.{name}.{prefix}{name}{suffix}"


def get_doc_module(module: str, doctype: str, name: str) -> ModuleType:
    """Import the Python module of a standard record, such as a report's."""
    folder, record = scrub_dt_dn(doctype, name)
    return importlib.import_module(f"{get_module_app(module)}.{scrub(module)}.{folder}.{record}.{record}")


def get_attr(method_string: str) -> Any:
    """Return the object a dotted path names.

    Raises:
        ValidationError: the module or the name in it does not exist.
    """
    modulename, _dot, name = method_string.rpartition(".")
    app = modulename.split(".", 1)[0]
    if not modulename or (app not in get_all_apps() and app not in ("frappe", "bench_patches")):
        raise AppNotInstalledError(_("App of method {method} is not installed.").format(method=method_string))
    try:
        return getattr(importlib.import_module(modulename), name)
    except (ImportError, AttributeError) as error:
        message = _("Failed to get method for command {method} with {error}").format(method=method_string, error=error)
        raise ValidationError(message) from error
