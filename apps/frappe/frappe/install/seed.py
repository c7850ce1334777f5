"""Records that every site has: roles, the two fixed users, languages, countries, currencies (contract 8.15)."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_symbol, get_territory_currencies

from frappe.context import local
from frappe.localization import now
from frappe.metadata import get_meta
from frappe.model.documents import get_doc
from frappe.model.naming import make_hash
from frappe.records import bulk_insert

ENABLED_CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "JPY")
ROLES = ("Administrator", "System Manager", "All", "Guest", "Desk User", "Script Manager", "Report Manager",
         "Workspace Manager", "Translator")  # fmt: skip
LANGUAGES = (("en", "English", 1), ("zh", "简体中文", 1), ("de", "Deutsch", 0), ("fr", "Français", 0), ("es", "Español", 0),
             ("ja", "日本語", 0), ("ko", "한국어", 0), ("pt", "Português", 0), ("ru", "Русский", 0), ("ar", "العربية", 0))  # fmt: skip
WORKFLOW_STATES = (("Pending", ""), ("Approved", "Success"), ("Rejected", "Danger"))


def seed() -> None:
    """Write what is missing."""
    write("Role", ("role_name", "desk_access"), [(role, int(role not in ("Guest", "All"))) for role in ROLES], key=0)
    write("Language", ("language_code", "language_name", "enabled"), LANGUAGES, key=0)
    write("Country", ("country_name", "code", "time_zones"), countries(), key=0)
    write("Currency", ("currency_name", "enabled", "symbol", "number_format", "smallest_currency_fraction_value"), currencies(), key=0)  # fmt: skip
    write("Gender", ("gender",), [("Male",), ("Female",), ("Other",)], key=0)
    write("Salutation", ("salutation",), [("Mr",), ("Ms",), ("Dr",), ("Prof",)], key=0)
    write("Workflow State", ("workflow_state_name", "style"), WORKFLOW_STATES, key=0)
    write("Workflow Action Master", ("workflow_action_name",), [("Approve",), ("Reject",), ("Review",)], key=0)
    seed_users()
    seed_folders()


def write(doctype: str, fields: Sequence[str], rows: Iterable[Sequence[Any]], *, key: int) -> None:
    """INSERT records named by one of their fields, unless they are there."""
    moment, meta = now(), get_meta(doctype)
    present = set(local.db.get_all(doctype, pluck="name"))
    columns = ("name", "creation", "modified", "owner", "modified_by", "docstatus", "idx", *fields)
    new = {row[key]: row for row in rows if row[key] not in present}
    standard = (moment, moment, "Administrator", "Administrator", 0, 0)
    bulk_insert(meta, columns, ((name, *standard, *row) for name, row in new.items()))


def countries() -> list[tuple[str, str, str]]:
    names = Locale("en").territories
    zones: dict[str, list[str]] = {}
    known = zoneinfo.available_timezones()
    for zone, territory in get_global("zone_territories").items():
        if zone in known:
            zones.setdefault(territory, []).append(zone)
    codes = (code for code in names if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB"))
    renamed = {"CN": "China", "HK": "Hong Kong", "MO": "Macau", "TW": "Taiwan"}
    return [(renamed.get(code) or names[code], code.lower(), "\n".join(sorted(zones.get(code, ())))) for code in codes]


def currencies() -> list[tuple[str, int, str, str, float]]:
    names = {currency for code in Locale("en").territories if len(code) == 2 for currency in get_territory_currencies(code)}
    names |= set(ENABLED_CURRENCIES)
    symbols = {"CNY": "¥", "JPY": "¥"}
    return [
        (code, int(code in ENABLED_CURRENCIES), symbols.get(code) or get_currency_symbol(code, locale="en"), "#,###.##", 0.01)
        for code in sorted(names)
    ]


def seed_users() -> None:
    """Make Administrator and Guest; neither has a password yet."""
    for name, email, full_name, kind in (
        ("Administrator", "admin@example.com", "Administrator", "System User"),
        ("Guest", "guest@example.com", "Guest", "Website User"),
    ):
        if local.db.exists("User", name):
            continue
        moment = now()
        bulk_insert(
            get_meta("User"),
            ("name", "creation", "modified", "owner", "modified_by", "docstatus", "idx", "email", "first_name", "full_name", "user_type", "enabled", "language"),  # fmt: skip
            [(name, moment, moment, "Administrator", "Administrator", 0, 0, email, full_name, full_name, kind, 1, None)],
        )
        if name == "Administrator":
            bulk_insert(
                get_meta("Has Role"),
                ("name", "creation", "modified", "owner", "modified_by", "docstatus", "idx", "parent", "parenttype", "parentfield", "role"),  # fmt: skip
                [(make_hash(), moment, moment, "Administrator", "Administrator", 0, 1, name, "User", "roles", "System Manager")],
            )


def seed_folders() -> None:
    for name, parent in (("Home", None), ("Home/Attachments", "Home")):
        if not local.db.exists("File", name):
            doc = get_doc({"doctype": "File", "file_name": name.split("/")[-1], "is_folder": 1, "folder": parent})
            doc.insert(ignore_permissions=True, set_name=name)
