"""Countries with their codes, time zones and formats."""

from __future__ import annotations

import re
import zoneinfo

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.rpc import whitelist
from frappe.utils import cstr


class Country(Document):
    """One country; its code is that of ISO 3166 in lower case."""

    def validate(self) -> None:
        self.code = cstr(self.code).strip().lower()
        if not re.fullmatch(r"[a-z]{2}", self.code):
            raise ValidationError(_("A country code has two letters."), fieldname="code")
        known = zoneinfo.available_timezones()
        for zone in cstr(self.time_zones).split():
            if zone not in known:
                raise ValidationError(_("{0} is not a time zone").format(zone), fieldname="time_zones")


@whitelist()
def get_country_timezone_info() -> dict[str, object]:
    """Return the countries with their time zones, for forms that set both."""
    rows = local.db.get_all("Country", fields=["name", "code", "time_zones", "date_format"], order_by="name asc")
    info = {
        row.name: {"code": row.code, "timezones": cstr(row.time_zones).split(), "date_format": row.date_format}
        for row in rows
    }
    return {"country_info": info, "all_timezones": sorted(zoneinfo.available_timezones())}
