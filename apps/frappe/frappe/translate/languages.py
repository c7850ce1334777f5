"""Whose language: of a request, of a user, of the site; and which language stands in for another."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.localization.settings import get_setting

PARENTS = {"zh-cn": "zh", "zh-hans": "zh", "zh-hans-cn": "zh"}


def get_parent_language(lang: str) -> str | None:
    """Return the language that answers where this one has no text."""
    found = PARENTS.get(lang.lower().replace("_", "-"))
    if found:
        return found
    head, dash, _tail = lang.replace("_", "-").partition("-")
    return head if dash and head else None


def get_all_languages(with_language_name: bool = False) -> list[Any]:
    """Return the enabled languages, their codes or code and name."""
    rows = local.db.get_all(
        "Language", {"enabled": 1}, ["language_code", "language_name"], order_by="language_code asc"
    )
    if with_language_name:
        return [{"language_code": row.language_code, "language_name": row.language_name} for row in rows]
    return [row.language_code for row in rows]


def get_language(lang_list: list[str] | None = None) -> str:
    """Return the first of the asked languages that the site has, else the site's."""
    known = {code.lower(): code for code in get_all_languages()}
    for asked in lang_list or ():
        wanted: str | None = asked.replace("_", "-")
        while wanted:
            if wanted.lower() in known:
                return str(known[wanted.lower()])
            wanted = get_parent_language(wanted)
    return site_language()


def site_language() -> str:
    return str(get_setting("language") or "en")


def get_user_lang(user: str | None = None) -> str:
    """Return a user's language, else the site's."""
    user = user or local.session.user
    own = local.db.get_value("User", user, "language", cache=True) if local.__dict__.get("db") is not None else None
    return str(own or site_language())


def html_language() -> str:
    """Return the language of the answer as browsers name it."""
    lang = str(local.lang or "en")
    return "zh-CN" if lang == "zh" else lang


def set_user_lang(user: str, user_language: str | None = None) -> None:
    """Answer in a user's language from now on."""
    local.lang = user_language or get_user_lang(user)


def set_default_language(lang: str) -> None:
    """Make a language the site's."""
    local.db.set_single_value("System Settings", "language", lang)
    local.lang = lang
