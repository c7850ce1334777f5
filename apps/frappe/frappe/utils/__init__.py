"""Doorway of ``frappe.utils``: pure helpers at once, those that depend on the site when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from frappe.utils.dates import DATE_FORMAT as DATE_FORMAT
from frappe.utils.dates import DATETIME_FORMAT as DATETIME_FORMAT
from frappe.utils.dates import TIME_FORMAT as TIME_FORMAT
from frappe.utils.dates import add_days as add_days
from frappe.utils.dates import add_months as add_months
from frappe.utils.dates import add_to_date as add_to_date
from frappe.utils.dates import add_years as add_years
from frappe.utils.dates import date_diff as date_diff
from frappe.utils.dates import days_diff as days_diff
from frappe.utils.dates import duration_to_seconds as duration_to_seconds
from frappe.utils.dates import format_duration as format_duration
from frappe.utils.dates import get_date_str as get_date_str
from frappe.utils.dates import get_datetime_str as get_datetime_str
from frappe.utils.dates import get_first_day as get_first_day
from frappe.utils.dates import get_last_day as get_last_day
from frappe.utils.dates import get_quarter_ending as get_quarter_ending
from frappe.utils.dates import get_quarter_start as get_quarter_start
from frappe.utils.dates import get_time as get_time
from frappe.utils.dates import get_time_str as get_time_str
from frappe.utils.dates import get_weekdays as get_weekdays
from frappe.utils.dates import get_year_ending as get_year_ending
from frappe.utils.dates import get_year_start as get_year_start
from frappe.utils.dates import month_diff as month_diff
from frappe.utils.dates import time_diff as time_diff
from frappe.utils.dates import time_diff_in_hours as time_diff_in_hours
from frappe.utils.dates import time_diff_in_seconds as time_diff_in_seconds
from frappe.utils.dates import to_timedelta as to_timedelta
from frappe.utils.filters import compare as compare
from frappe.utils.filters import evaluate_filters as evaluate_filters
from frappe.utils.misc import create_batch as create_batch
from frappe.utils.misc import execute_in_shell as execute_in_shell
from frappe.utils.misc import get_table_name as get_table_name
from frappe.utils.numbers import ceil as ceil
from frappe.utils.numbers import cint as cint
from frappe.utils.numbers import cstr as cstr
from frappe.utils.numbers import floor as floor
from frappe.utils.numbers import flt as flt
from frappe.utils.numbers import remainder as remainder
from frappe.utils.numbers import rounded as rounded
from frappe.utils.numbers import safe_div as safe_div
from frappe.utils.numbers import sbool as sbool
from frappe.utils.text import as_json as as_json
from frappe.utils.text import as_unicode as as_unicode
from frappe.utils.text import comma_and as comma_and
from frappe.utils.text import comma_or as comma_or
from frappe.utils.text import comma_sep as comma_sep
from frappe.utils.text import encode as encode
from frappe.utils.text import escape_html as escape_html
from frappe.utils.text import generate_hash as generate_hash
from frappe.utils.text import get_abbr as get_abbr
from frappe.utils.text import get_string_between as get_string_between
from frappe.utils.text import is_html as is_html
from frappe.utils.text import parse_json as parse_json
from frappe.utils.text import random_string as random_string
from frappe.utils.text import safe_json_loads as safe_json_loads
from frappe.utils.text import sanitize_html as sanitize_html
from frappe.utils.text import sha256_hash as sha256_hash
from frappe.utils.text import strip as strip
from frappe.utils.text import strip_html as strip_html
from frappe.utils.text import strip_html_tags as strip_html_tags
from frappe.utils.text import unique as unique
from frappe.utils.validation import split_emails as split_emails
from frappe.utils.validation import validate_email_address as validate_email_address
from frappe.utils.validation import validate_phone_number as validate_phone_number
from frappe.utils.validation import validate_url as validate_url

_SITE_NAMES = (
    "format_date formatdate format_datetime format_time fmt_money get_datetime get_first_day_of_week get_fullname "
    "get_last_day_of_week get_link_to_form get_system_timezone get_timespan_date_range get_url get_url_to_form "
    "get_url_to_list getdate now now_datetime nowdate nowtime pretty_date today global_date_format"
).split()
_HOMES = {
    **dict.fromkeys(_SITE_NAMES, "frappe.localization"),
    "get_bench_path": "frappe.config",
    "get_site_path": "frappe.config",
    "get_files_path": "frappe.config",
    "get_sites": "frappe.config",
    "get_test_client": "frappe.app",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Load what depends on the site when it is first used."""
        if name not in _HOMES:
            raise AttributeError(f"frappe.utils has no public name {name!r}; see docs/compatibility.md")
        return globals().setdefault(name, getattr(import_module(_HOMES[name]), name))
