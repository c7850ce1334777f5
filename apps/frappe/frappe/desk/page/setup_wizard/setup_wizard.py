"""The set-up of a new site: language and region, company, first users; all of it or nothing (design 6.2).

Apps join by the hooks ``setup_wizard_stages``, ``setup_wizard_complete``, ``setup_wizard_success`` and
``setup_wizard_exception``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from frappe.context import local
from frappe.exceptions import ValidationError, words_of
from frappe.journal import operation
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.documents import get_doc, new_doc
from frappe.modules import get_attr, get_hooks
from frappe.permissions import AUTOMATIC_ROLES, require_system_manager
from frappe.rpc import whitelist
from frappe.types import _dict
from frappe.utils import cint, cstr, parse_json

SETTINGS = "System Settings"
MOST_USERS = 20
# What a page sends, and the field of System Settings that keeps it.
REGION = {
    "language": "language", "country": "country", "currency": "currency", "time_zone": "time_zone",
    "date_format": "date_format", "time_format": "time_format", "number_format": "number_format",
    "first_day_of_the_week": "first_day_of_the_week",
}  # fmt: skip
UPSTREAM_NAMES = {"timezone": "time_zone"}


def is_complete() -> bool:
    """Tell whether the site was set up."""
    return bool(cint(get_setting("setup_complete")))


def mark_complete() -> None:
    """Note that the site needs no set-up."""
    local.db.set_single_value(SETTINGS, "setup_complete", 1)


@whitelist()
def get_setup() -> dict[str, Any]:
    """Return what can be chosen, what each country proposes, and what is set now. For System Managers."""
    require_system_manager()
    meta, stored = get_meta(SETTINGS), get_doc(SETTINGS)
    fields = {name: meta.get_field(name) for name in REGION}
    return {
        "complete": is_complete(),
        "values": {name: stored.get(field) for name, field in REGION.items()},
        "options": {
            name: [option for option in field.select_options if option]
            for name, field in fields.items()
            if field is not None and field.fieldtype == "Select" and name != "time_zone"
        },
        "languages": local.db.get_all("Language", {"enabled": 1}, ["name", "language_name"], order_by="name"),
        "countries": _countries(),
        "currencies": local.db.get_all("Currency", pluck="name", order_by="name", limit=0),
        "time_zones": sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
        "roles": _roles(),
        "has_company": bool(get_hooks("setup_wizard_complete")),
    }


def _countries() -> list[dict[str, Any]]:
    """Return the countries, each with the formats, time zone and currency that people there use."""
    currencies = json.loads((Path(__file__).parent / "currencies.json").read_text(encoding="utf-8"))
    numbers = dict(local.db.get_all("Currency", fields=["name", "number_format"], as_list=True, limit=0))
    fields = ["name", "time_zones", "date_format", "time_format"]
    return [
        {
            "name": row.name,
            "time_zone": cstr(row.time_zones).partition("\n")[0],
            "date_format": row.date_format,
            "time_format": row.time_format,
            "currency": currencies.get(row.name),
            "number_format": numbers.get(currencies.get(row.name)),
        }
        for row in local.db.get_all("Country", fields=fields, order_by="name", limit=0)
    ]


def _roles() -> list[str]:
    filters = {"disabled": 0, "desk_access": 1, "name": ["not in", [*AUTOMATIC_ROLES, "Administrator"]]}
    return list(local.db.get_all("Role", filters, pluck="name", order_by="name", limit=0))


@whitelist(methods=["POST"])
def setup_complete(args: Any = None) -> dict[str, Any]:
    """Set the site up: settings, what apps make (the company), first users. All of it or nothing.

    ``args``: ``language``, ``country``, ``currency``, ``time_zone``, ``date_format``, ``time_format``,
    ``number_format``, ``first_day_of_the_week``; ``company_name``, ``company_abbr``; ``users``, a list of ``email``,
    ``full_name`` and ``role``, who get a mail with a link. What is left out stays as it is.

    Raises:
        ValidationError: a value is wrong (it names the field, of a user the row too), or the site is set up already.
    """
    require_system_manager()
    values = _read(args)
    local.db.get_value("Singles", {"doctype": SETTINGS, "field": "setup_complete"}, "value", for_update=True)
    if is_complete():
        raise ValidationError(_("This site was set up already. Change it in System Settings."))
    with _setting_up(values):
        _set_region(values)
        for task, given in _tasks(values):
            task(given)
        _make_company(values)
        for number, user in enumerate(values.users, start=1):
            _make_user(user, number)
        mark_complete()
    for path in get_hooks("setup_wizard_success"):
        get_attr(path)(values)
    return {"status": "ok", "users": len(values.users)}


def _read(args: Any) -> _dict:
    given = _parsed(args or {}, dict)
    values = _dict({UPSTREAM_NAMES.get(key, key): value for key, value in given.items()})
    values.users = _parsed(values.users or [], list)
    if not all(isinstance(user, dict) for user in values.users):
        raise ValidationError(_("The users of the set-up cannot be read."), fieldname="users")
    if len(values.users) > MOST_USERS:
        text = _("At most {0} users can be made here. Import the others as a sheet.")
        raise ValidationError(text.format(MOST_USERS), fieldname="users")
    return values


def _parsed(value: Any, kind: type[Any]) -> Any:
    try:
        found = parse_json(value)
    except ValueError:
        found = None
    if not isinstance(found, kind):
        raise ValidationError(_("The values of the set-up cannot be read."))
    return found


@contextmanager
def _setting_up(values: _dict) -> Generator[None]:
    """Run as one operation; apps are told when it fails."""
    local.flags.in_setup_wizard = True
    try:
        with operation("setup", journal_all=True):
            yield
    except Exception as error:
        for path in get_hooks("setup_wizard_exception"):
            get_attr(path)(error, values)
        raise
    finally:
        local.flags.in_setup_wizard = False


def _set_region(values: _dict) -> None:
    if values.time_zone and values.time_zone not in available_timezones():
        raise ValidationError(_("There is no time zone {0}.").format(values.time_zone), fieldname="time_zone")
    for field, doctype in (("language", "Language"), ("country", "Country"), ("currency", "Currency")):
        if values.get(field) and not local.db.exists(doctype, values[field]):
            text = _("There is no {0} {1}.").format(_(doctype), values[field])
            raise ValidationError(text, fieldname=field)
    if values.currency:
        local.db.set_value("Currency", values.currency, "enabled", 1)
    settings = get_doc(SETTINGS)
    settings.update({field: values[name] for name, field in REGION.items() if values.get(name)})
    settings.save()


def _tasks(values: _dict) -> Generator[tuple[Callable[[Any], Any], Any]]:
    """Yield the tasks of the stages that apps add."""
    for path in get_hooks("setup_wizard_stages"):
        for stage in get_attr(path)(values) or ():
            for task in stage.get("tasks") or ():
                yield task["fn"], task.get("args", values)


def _make_company(values: _dict) -> None:
    """Let apps make what they make of the answers; what they refuse is about the company."""
    for path in get_hooks("setup_wizard_complete"):
        try:
            get_attr(path)(values)
        except Exception as error:
            if getattr(error, "http_status_code", 500) >= 500:
                raise
            raise ValidationError(words_of(error), fieldname="company_name") from error


def _make_user(given: dict[str, Any], number: int) -> None:
    """Make a user with a role; his mail has the link to choose a password."""
    email, name, role = (cstr(given.get(key)).strip() for key in ("email", "full_name", "role"))
    if local.db.exists("User", email):
        raise _of_user(_("There is a user {0} already.").format(email), "email", number)
    if role not in _roles():
        raise _of_user(_("Choose a role.") if not role else _("There is no role {0}.").format(role), "role", number)
    first, _blank, last = name.partition(" ")
    user = new_doc("User", email=email, first_name=first or email.partition("@")[0], last_name=last or None)
    user.append("roles", {"role": role})
    user.send_welcome_email = 1
    try:
        user.insert()
    except ValidationError as error:
        raise _of_user(words_of(error), "email", number) from error


def _of_user(text: str, fieldname: str, number: int) -> ValidationError:
    return ValidationError(_("User {0}: {1}").format(number, text), fieldname=fieldname, table="users", row=number)
