"""``_()`` and its sources (contract section 10).

A text is looked up in the site's Translation records, then in the installed apps (later ones first), then in the parent
language; without any it stays as it is. Parts: ``files`` (csv and catalogues of apps), ``languages`` (whose language),
``extract`` (the texts of an app's code, and which lack a translation), ``packed`` (what browsers get).
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from frappe.context import local, slot
from frappe.messages import _ as _
from frappe.messages import _lt as _lt
from frappe.messages import register_translator
from frappe.modules import get_all_apps, get_app_path, get_attr, get_hooks, get_installed_apps
from frappe.rpc import whitelist
from frappe.translate.files import Messages, app_messages, merge, message_key
from frappe.translate.languages import get_all_languages as get_all_languages
from frappe.translate.languages import get_language as get_language
from frappe.translate.languages import get_parent_language as get_parent_language
from frappe.translate.languages import get_user_lang as get_user_lang
from frappe.translate.languages import set_default_language as set_default_language
from frappe.translate.languages import set_user_lang as set_user_lang


def get_all_translations(lang: str) -> Messages:
    """Return every text of a language by its key: parent language, apps in order, the site's own. Read only."""
    if not lang:
        return {}
    known: dict[str, Messages] = slot("translations", dict)
    if lang not in known:
        known[lang] = _load(lang)
    return known[lang]


def _load(lang: str) -> Messages:
    parent = get_parent_language(lang)
    return merge(
        get_all_translations(parent) if parent else {}, get_translations_from_apps(lang), get_user_translations(lang)
    )


def get_translations_from_apps(lang: str, apps: list[str] | None = None) -> Messages:
    """Return the texts that apps bring, of all installed ones by default."""
    if apps is None:
        apps = get_installed_apps() if local.__dict__.get("db") is not None else get_all_apps()
    on_bench = [app for app in apps if find_spec(app)]  # one that is missing is told by a text, which needs this
    return merge(*(app_messages(Path(get_app_path(app)), lang) for app in on_bench))


def get_user_translations(lang: str) -> Messages:
    """Return the site's own Translation records of a language."""
    if local.__dict__.get("db") is None:
        return {}
    records: dict[str, Messages] = slot("translation_records", _load_records)
    return records.get(lang, {})


def _load_records() -> dict[str, Messages]:
    out: dict[str, Messages] = {}
    if not local.db.table_exists("Translation"):
        return out
    rows = local.db.connection.query(
        "select `language`, `source_text`, `translated_text`, `context` from `tabTranslation`"
    )
    for lang, source, text, context in rows:
        if source and text:
            out.setdefault(lang, {})[message_key(source, context)] = text
    return out


def translate(text: str, lang: str | None = None, context: str | None = None) -> str:
    """Return a text in a language, the request's by default; the source where there is none."""
    state = local.__dict__
    if "site_state" not in state or state.get("loading_translations"):
        return text
    messages = _messages(lang or state.get("lang") or "en")
    if not messages:
        return text
    key = text.strip()
    found = messages.get(message_key(key, context)) if context else None
    return found or messages.get(key) or text


def _messages(lang: str) -> Messages:
    """Return a language's texts; while they load, errors' own texts stay in English."""
    known: dict[str, Messages] = slot("translations", dict)
    if lang in known:
        return known[lang]
    local.loading_translations = True
    try:
        return get_all_translations(lang)
    finally:
        local.loading_translations = False


register_translator(translate)


@whitelist(allow_guest=True, methods=["GET", "POST"])
def get_app_translations() -> Messages:
    """Return the texts of the request's language for a client."""
    return get_all_translations(local.lang)


def get_messages_for_boot() -> Messages:
    """Return the texts that the desk needs at its start."""
    return get_all_translations(local.lang)


def get_messages(lang: str) -> dict[str, Any]:
    return dict(get_all_translations(lang))


def get_dict_from_hooks(fortype: str, name: str) -> Messages:
    """Return texts that apps offer for one page or boot through the hook ``get_translated_dict``."""
    hooks = get_hooks("get_translated_dict")
    if not isinstance(hooks, dict):
        return {}
    methods = hooks.get((fortype, name), ())
    return merge(*(get_attr(method)() for method in ([methods] if isinstance(methods, str) else methods)))


def clear_cache() -> None:
    """Read the texts again at the next use."""
    for name in ("translations", "translation_records", "packed_texts"):
        slot(name, dict).clear()
