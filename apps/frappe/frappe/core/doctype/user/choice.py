"""Which users a link field offers: those in use, whatever else the searcher may read of them."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.core.doctype.user.passwords import STANDARD_USERS
from frappe.model.permitted_list import get_list
from frappe.rpc import whitelist

MOST = 100


@whitelist()
def user_query(
    doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: Any
) -> list[dict[str, Any]]:
    """Return users that match a text and are in use.

    ``enabled`` is above the level of most users, so it is asked beside their list; the list says who may be seen.
    """
    text = "%" + txt.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found = get_list(
        doctype, fields=["name", "full_name"], filters=filters or None, order_by="full_name asc", limit=MOST,
        or_filters=[["name", "like", text], ["full_name", "like", text]] if txt.strip() else None,
    )  # fmt: skip
    names = [row.name for row in found if row.name not in STANDARD_USERS]
    usable = set(local.db.get_all("User", {"name": ["in", names], "enabled": 1}, pluck="name")) if names else set()
    options = [row for row in found if row.name in usable][start : start + page_len]
    return [{"value": row.name, "label": row.full_name, "description": row.name} for row in options]
