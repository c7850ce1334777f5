"""System Settings: values that hold for the site; apps read them as global defaults too (contract 8.15)."""

from __future__ import annotations

import re
import zoneinfo
from typing import Any

from frappe.context import invalidate, local
from frappe.defaults import get_defaults_for, set_default
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.document import Document
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.utils import cint, cstr

_EXPIRY = re.compile(r"\d{1,4}:[0-5]?\d(:[0-5]?\d)?")
# Fieldname -> lowest and highest value.
BOUNDS = {
    "password_min_length": (6, 128), "password_max_age_days": (0, 3650), "password_history_count": (0, 24),
    "max_list_rows": (1, 1_000_000), "max_body_size_mb": (1, 100), "max_file_size": (0, 2048),
    "allow_consecutive_login_attempts": (1, 100), "allow_login_after_fail": (1, 86_400), "backup_limit": (1, 365),
    "link_field_results_limit": (1, 50), "document_share_key_expiry": (0, 3650),
}  # fmt: skip


class SystemSettings(Document):
    """The one record."""

    def validate(self) -> None:
        self.check_time_zone()
        self.check_session_expiry()
        self.check_bounds()
        self.check_language()
        self.check_two_factor()
        self.check_ways_to_sign_in()

    def check_time_zone(self) -> None:
        if self.time_zone and self.time_zone not in zoneinfo.available_timezones():
            raise ValidationError(_("{0} is not a time zone").format(self.time_zone), fieldname="time_zone")

    def check_session_expiry(self) -> None:
        self.session_expiry = cstr(self.session_expiry).strip() or "170:00"
        if not _EXPIRY.fullmatch(self.session_expiry) or not any(cint(part) for part in self.session_expiry.split(":")):
            text = _("Session expiry must be in format {0}").format("hh:mm")
            raise ValidationError(text, fieldname="session_expiry")

    def check_bounds(self) -> None:
        for fieldname, (lowest, highest) in BOUNDS.items():
            value = cint(self.get(fieldname))
            if self.get(fieldname) not in (None, "") and not lowest <= value <= highest:
                label = _(self.meta.get_label(fieldname))
                text = _("{0} must be between {1} and {2}.").format(label, lowest, highest)
                raise ValidationError(text, fieldname=fieldname)

    def check_language(self) -> None:
        if self.language and not local.db.get_value("Language", self.language, "enabled"):
            raise ValidationError(_("Language {0} is not available.").format(self.language), fieldname="language")

    def check_two_factor(self) -> None:
        """Let nobody be asked for a second factor that cannot reach him."""
        if not cint(self.enable_two_factor_auth):
            return
        if self.two_factor_method == "SMS" and not local.db.get_single_value("SMS Settings", "sms_gateway_url"):
            text = _("Please setup SMS before setting it as an authentication method, via SMS Settings")
            raise ValidationError(text, fieldname="two_factor_method")

    def check_ways_to_sign_in(self) -> None:
        if cint(self.disable_user_pass_login) and not cint(self.login_with_email_link):
            text = _("Leave at least one way to sign in: password or link by e-mail.")
            raise ValidationError(text, fieldname="disable_user_pass_login")

    def on_update(self) -> None:
        write_defaults(self)
        invalidate()


def write_defaults(settings: Any) -> None:
    """Write the settings as global defaults, where apps read them."""
    stored = get_defaults_for()
    for field in get_meta("System Settings").value_fields:
        value = settings.get(field.fieldname)
        if field.fieldtype != "Password" and cstr(stored.get(field.fieldname)) != cstr(value):
            set_default(field.fieldname, value, "__default")


@whitelist()
def load() -> dict[str, Any]:
    """Return the time zones to choose from and the present defaults."""
    only_for("System Manager")
    fields = get_meta("System Settings").value_fields
    defaults = {field.fieldname: local.db.get_default(field.fieldname) for field in fields}
    return {"timezones": sorted(zoneinfo.available_timezones()), "defaults": defaults}
