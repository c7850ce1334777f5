"""``_()`` and its sources: the site's Translation records over the apps' csv files (contract section 10)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

from frappe.context import local, slot
from frappe.messages import _ as _
from frappe.messages import _lt as _lt
from frappe.messages import register_translator
from frappe.modules import get_all_apps, get_app_path, get_installed_apps
from frappe.rpc import whitelist

PARENTS = {"zh-CN": "zh", "zh-Hans": "zh", "zh-hans-cn": "zh"}


def parent_language(lang: str) -> str | None:
    """Return the language that answers where this one has no text."""
    if lang in PARENTS:
        return PARENTS[lang]
    return lang.split("-")[0] if "-" in lang else None


@cache
def app_messages(app: str, lang: str) -> dict[str, str]:
    """Return an app's own texts in a language; a text with a context is keyed ``text:context``."""
    path = Path(get_app_path(app, "translations", f"{lang}.csv"))
    if not path.exists():
        return {}
    out: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if len(row) >= 2 and row[0] and row[1]:
                key = f"{row[0].strip()}:{row[2].strip()}" if len(row) > 2 and row[2].strip() else row[0].strip()
                out[key] = row[1]
    return out


def get_all_translations(lang: str) -> dict[str, str]:
    """Return every text of a language: parent language, apps in order, the site's own."""
    known: dict[str, dict[str, str]] = slot("translations", dict)
    if lang not in known:
        known[lang] = _load(lang)
    return known[lang]


def _load(lang: str) -> dict[str, str]:
    parent = parent_language(lang)
    out = dict(get_all_translations(parent)) if parent else {}
    for app in get_installed_apps() if local.db is not None else get_all_apps():
        out.update(app_messages(app, lang))
    if local.db is not None and local.db.table_exists("Translation"):
        rows = local.db.connection.query(
            "select `source_text`, `translated_text`, `context` from `tabTranslation` where `language` = ?", (lang,)
        )
        out.update({f"{source}:{context}" if context else source: text for source, text, context in rows})
    return out


def translate(text: str, lang: str | None, context: str | None) -> str:
    """Return a text in a language, the source where there is none."""
    lang = lang or local.__dict__.get("lang") or "en"
    if lang == "en" and not context:
        messages = slot("translations", dict).get("en") if "site_state" in local.__dict__ else None
        return messages.get(text.strip(), text) if messages else text
    if "site_state" not in local.__dict__:
        return text
    messages = get_all_translations(lang)
    key = text.strip()
    found = messages.get(f"{key}:{context}") if context else None
    return found or messages.get(key) or text


register_translator(translate)


@whitelist(allow_guest=True, methods=["GET", "POST"])
def get_app_translations() -> dict[str, str]:
    """Return the texts of the request's language for a client."""
    return get_all_translations(local.lang)


def set_user_lang(lang: str | None) -> None:
    local.lang = lang or "en"


def get_messages(lang: str) -> dict[str, Any]:
    return dict(get_all_translations(lang))
