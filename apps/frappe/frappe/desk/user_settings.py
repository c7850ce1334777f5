"""What a user's lists and forms remember, one JSON a DocType. Public path: ``frappe.model.utils.user_settings``."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import DataError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.rpc import whitelist
from frappe.utils import dump_json_text, parse_json

LONGEST = 64 * 1024


@whitelist()
def get(doctype: str) -> str:
    """Return the acting user's settings of a DocType as JSON."""
    return _stored(get_meta(doctype).name) or "{}"


@whitelist(methods=["POST", "PUT"])
def save(doctype: str, user_settings: str | dict[str, Any]) -> dict[str, Any]:
    """Merge settings into the acting user's settings of a DocType; return them all."""
    name = get_meta(doctype).name
    given = parse_json(user_settings) if isinstance(user_settings, str) else user_settings
    if not isinstance(given, dict):
        raise DataError(_("{0} must be an object.").format("user_settings"))
    before = _stored(name)
    merged = {**parse_json(before or "{}"), **given}
    text = dump_json_text(merged)
    if len(text) > LONGEST:
        raise DataError(_("The settings of a list are at most {0} KB.").format(LONGEST // 1024))
    sql = (
        "insert into `__UserSettings` (`data`, `user`, `doctype`) values (?, ?, ?)"
        if before is None
        else "update `__UserSettings` set `data` = ? where `user` = ? and `doctype` = ?"
    )
    local.db.connection.execute(sql, (text, current_user(), name))
    return merged


def _stored(doctype: str) -> str | None:
    rows = local.db.connection.query(
        "select `data` from `__UserSettings` where `user` = ? and `doctype` = ?", (current_user(), doctype)
    )
    return str(rows[0][0]) if rows else None
