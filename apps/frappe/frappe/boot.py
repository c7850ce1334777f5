"""What the desk needs to start, in one call."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from frappe import sessions
from frappe.context import current_user, local, slot
from frappe.defaults import get_defaults_for
from frappe.desk.desktop import get_desktop_page, get_workspace_sidebar_items
from frappe.desk.form.load import form_metas
from frappe.desk.page.setup_wizard.setup_wizard import is_complete
from frappe.localization import get_system_timezone
from frappe.metadata import get_meta
from frappe.modules import get_attr, get_hooks
from frappe.permissions import access_of, is_system_manager
from frappe.permissions.rules import role_right
from frappe.rpc import whitelist
from frappe.translate import get_all_languages, get_all_translations
from frappe.translate.packed import packed_texts
from frappe.types import _dict

TEXTS = "/api/method/frappe.boot.get_texts"
CAN = ("read", "select", "write", "create", "delete", "submit", "cancel", "import", "export")


@whitelist(allow_guest=True)
def get_boot(route: str | None = None, workspace: str | None = None) -> dict[str, Any]:
    """Return the user, rights, settings, texts and workspaces; for Guest what the sign-in page needs.

    ``route`` is the address part of the DocType whose view opens first (``sales-order``): its definition comes along.
    ``workspace`` is the one that the browser stood in last.
    """
    user = current_user()
    boot: dict[str, Any] = {
        "lang": local.lang,
        "languages": _languages(),
        "app_name": "CRM Suite",
        "sitename": local.site,
        "user": {"name": user, "roles": sorted(access_of(user).roles)},
        "texts": _address_of_texts(local.lang),
        "login": {"forgot_password": True},
    }
    if user == "Guest":
        return boot
    boot["csrf_token"] = sessions.get_csrf_token()
    boot["user"] = _user(user)
    boot.update(_site())
    boot["setup_needed"] = not is_complete() and is_system_manager()
    boot["workspaces"] = _workspaces(workspace)
    boot["docs"] = _docs(route, boot["user"]["can_read"])
    return _extended(_dict(boot))


def _address_of_texts(lang: str) -> str | None:
    """Return where the texts of a language are; English has none but those that the site changed."""
    return f"{TEXTS}?lang={lang}&version={packed_texts(lang).version}" if get_all_translations(lang) else None


@whitelist(allow_guest=True, methods=["GET"])
def get_texts(lang: str, version: str | None = None) -> Response:
    """Answer with the texts of a language, an object by key; those of a known ``version`` may be kept for ever."""
    texts = packed_texts(lang if lang in get_all_languages() else "en")
    is_packed = "gzip" in local.request.headers.get("Accept-Encoding", "")
    answer = Response(texts.packed if is_packed else texts.plain, content_type="application/json; charset=utf-8")
    answer.headers["Vary"] = "Accept-Encoding"
    if is_packed:
        answer.headers["Content-Encoding"] = "gzip"
    if version == texts.version:
        answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def _extended(boot: _dict) -> _dict:
    """Let apps add to what the desk starts with."""
    for path in get_hooks("boot_session"):
        get_attr(path)(boot)
    for path in get_hooks("extend_bootinfo"):
        get_attr(path)(bootinfo=boot)
    return boot


def _languages() -> list[dict[str, str]]:
    rows = local.db.get_all("Language", {"enabled": 1}, ["name", "language_name"], order_by="name asc")
    return [{"code": row.name, "name": row.language_name} for row in rows]


def _user(user: str) -> dict[str, Any]:
    access = access_of(user)
    row = local.db.get_value("User", user, ["first_name", "email", "user_image", "desk_theme"], as_dict=True) or {}
    known: dict[str, dict[str, list[str]]] = slot("boot_rights", dict)
    if user not in known:
        known[user] = _rights(user)
    return {
        **row, **known[user], "name": user, "full_name": access.full_name, "roles": sorted(access.roles),
        "language": local.lang, "time_zone": access.time_zone, "defaults": get_defaults_for(user),
    }  # fmt: skip


def _rights(user: str) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {f"can_{right}": [] for right in CAN}
    access = access_of(user)
    for name in local.db.get_all("DocType", {"istable": 0}, pluck="name", order_by="name asc"):
        meta = get_meta(name)
        for right in CAN:
            if access.is_administrator or role_right(meta, access, right).granted:
                if right != "import" or meta.allow_import:
                    out[f"can_{right}"].append(name)
    out["can_search"] = out["can_read"]
    return out


def _workspaces(wanted: str | None) -> dict[str, Any]:
    """Return the user's workspaces and what the wanted one, or the first, shows."""
    pages = get_workspace_sidebar_items()["pages"]
    chosen = next((page["name"] for page in pages if page["name"] == wanted), pages[0]["name"] if pages else None)
    return {"pages": pages, "chosen": chosen, "desktop": get_desktop_page({"name": chosen}) if chosen else {}}


def _docs(route: str | None, readable: list[str]) -> list[dict[str, Any]]:
    """Return the definitions for the view of a DocType; none where the address names no DocType of the user."""
    doctype = next((name for name in readable if name.lower().replace(" ", "-") == route), None) if route else None
    return form_metas(doctype) if doctype else []


def _site() -> dict[str, Any]:
    flags = ("issingle", "show_title_field_in_link", "translated_doctype")
    special = local.db.get_all("DocType", or_filters=dict.fromkeys(flags, 1), fields=["name", *flags])
    singles, titled, translated = ([row.name for row in special if row[flag]] for flag in flags)
    symbols = local.db.get_all("Currency", {"enabled": 1}, ["name", "symbol"])
    zone = get_system_timezone()
    return {
        "sysdefaults": get_defaults_for(),
        "single_types": singles,
        "link_title_doctypes": titled,
        "translated_doctypes": translated,
        "currency_symbols": {row.name: row.symbol for row in symbols},
        "time_zone": {"system": zone, "user": access_of(current_user()).time_zone or zone},
        "home_page": "/desk",
    }
