"""Doorway of ``frappe.utils``: pure helpers at once, those that depend on the site when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from frappe.utils.avatars import get_gravatar as get_gravatar
from frappe.utils.avatars import get_gravatar_url as get_gravatar_url
from frappe.utils.batches import create_batch as create_batch
from frappe.utils.batches import execute_in_shell as execute_in_shell
from frappe.utils.batches import get_table_name as get_table_name
from frappe.utils.batches import is_cli as is_cli
from frappe.utils.batches import touch_file as touch_file
from frappe.utils.batches import update_progress_bar as update_progress_bar
from frappe.utils.casting import cast as cast
from frappe.utils.casting import cast_fieldtype as cast_fieldtype
from frappe.utils.dates import DATE_FORMAT as DATE_FORMAT
from frappe.utils.dates import DATETIME_FORMAT as DATETIME_FORMAT
from frappe.utils.dates import TIME_FORMAT as TIME_FORMAT
from frappe.utils.dates import duration_to_seconds as duration_to_seconds
from frappe.utils.dates import format_duration as format_duration
from frappe.utils.dates import get_date_str as get_date_str
from frappe.utils.dates import get_datetime_str as get_datetime_str
from frappe.utils.dates import get_time as get_time
from frappe.utils.dates import get_time_str as get_time_str
from frappe.utils.dates import get_timedelta as get_timedelta
from frappe.utils.dates import get_weekdays as get_weekdays
from frappe.utils.dates import guess_date_format as guess_date_format
from frappe.utils.dates import is_invalid_date_string as is_invalid_date_string
from frappe.utils.dates import to_timedelta as to_timedelta
from frappe.utils.filters import compare as compare
from frappe.utils.filters import evaluate_filters as evaluate_filters
from frappe.utils.filters import get_filter as get_filter
from frappe.utils.filters import get_safe_filters as get_safe_filters
from frappe.utils.filters import make_filter_dict as make_filter_dict
from frappe.utils.filters import make_filter_tuple as make_filter_tuple
from frappe.utils.filters import sql_like as sql_like
from frappe.utils.html_utils import clean_html as clean_html
from frappe.utils.html_utils import escape_html as escape_html
from frappe.utils.html_utils import is_html as is_html
from frappe.utils.html_utils import sanitize_html as sanitize_html
from frappe.utils.html_utils import strip_html as strip_html
from frappe.utils.html_utils import strip_html_tags as strip_html_tags
from frappe.utils.html_utils import unescape_html as unescape_html
from frappe.utils.identifiers import uuid7 as uuid7
from frappe.utils.numbers import ceil as ceil
from frappe.utils.numbers import cint as cint
from frappe.utils.numbers import cstr as cstr
from frappe.utils.numbers import floor as floor
from frappe.utils.numbers import get_number_format_info as get_number_format_info
from frappe.utils.numbers import parse_val as parse_val
from frappe.utils.numbers import remainder as remainder
from frappe.utils.numbers import sbool as sbool
from frappe.utils.text import as_json as as_json
from frappe.utils.text import as_unicode as as_unicode
from frappe.utils.text import comma_and as comma_and
from frappe.utils.text import comma_or as comma_or
from frappe.utils.text import comma_sep as comma_sep
from frappe.utils.text import dictify as dictify
from frappe.utils.text import dump_json_text as dump_json_text
from frappe.utils.text import encode as encode
from frappe.utils.text import filter_strip_join as filter_strip_join
from frappe.utils.text import generate_hash as generate_hash
from frappe.utils.text import get_abbr as get_abbr
from frappe.utils.text import get_string_between as get_string_between
from frappe.utils.text import groupby_metric as groupby_metric
from frappe.utils.text import new_line_sep as new_line_sep
from frappe.utils.text import parse_json as parse_json
from frappe.utils.text import random_string as random_string
from frappe.utils.text import safe_decode as safe_decode
from frappe.utils.text import safe_encode as safe_encode
from frappe.utils.text import safe_json_loads as safe_json_loads
from frappe.utils.text import sha256_hash as sha256_hash
from frappe.utils.text import squashify as squashify
from frappe.utils.text import strip as strip
from frappe.utils.text import unique as unique
from frappe.utils.text import validate_json_string as validate_json_string
from frappe.utils.urls import quote_urls as quote_urls
from frappe.utils.urls import quoted as quoted
from frappe.utils.validation import extract_email_id as extract_email_id
from frappe.utils.validation import is_valid_scheme as is_valid_scheme
from frappe.utils.validation import parse_addr as parse_addr
from frappe.utils.validation import sanitize_email as sanitize_email
from frappe.utils.validation import split_emails as split_emails
from frappe.utils.validation import validate_email_address as validate_email_address
from frappe.utils.validation import validate_name as validate_name
from frappe.utils.validation import validate_phone_number as validate_phone_number
from frappe.utils.validation import validate_python_code as validate_python_code
from frappe.utils.validation import validate_url as validate_url

if TYPE_CHECKING:
    from frappe.app import get_test_client as get_test_client
    from frappe.config import get_bench_path as get_bench_path
    from frappe.config import get_files_path as get_files_path
    from frappe.config import get_site_path as get_site_path
    from frappe.config import get_sites as get_sites
    from frappe.localization.clock import convert_utc_to_system_timezone as convert_utc_to_system_timezone
    from frappe.localization.clock import get_datetime as get_datetime
    from frappe.localization.clock import get_datetime_in_timezone as get_datetime_in_timezone
    from frappe.localization.clock import get_system_timezone as get_system_timezone
    from frappe.localization.clock import get_timestamp as get_timestamp
    from frappe.localization.clock import getdate as getdate
    from frappe.localization.clock import now as now
    from frappe.localization.clock import now_datetime as now_datetime
    from frappe.localization.clock import nowdate as nowdate
    from frappe.localization.clock import nowtime as nowtime
    from frappe.localization.clock import today as today
    from frappe.localization.clock import utc_now as utc_now
    from frappe.localization.dates import add_days as add_days
    from frappe.localization.dates import add_months as add_months
    from frappe.localization.dates import add_to_date as add_to_date
    from frappe.localization.dates import add_years as add_years
    from frappe.localization.dates import date_diff as date_diff
    from frappe.localization.dates import days_diff as days_diff
    from frappe.localization.dates import get_eta as get_eta
    from frappe.localization.dates import get_first_day as get_first_day
    from frappe.localization.dates import get_first_day_of_week as get_first_day_of_week
    from frappe.localization.dates import get_last_day as get_last_day
    from frappe.localization.dates import get_last_day_of_week as get_last_day_of_week
    from frappe.localization.dates import get_month as get_month
    from frappe.localization.dates import get_quarter_ending as get_quarter_ending
    from frappe.localization.dates import get_quarter_start as get_quarter_start
    from frappe.localization.dates import get_timespan_date_range as get_timespan_date_range
    from frappe.localization.dates import get_weekday as get_weekday
    from frappe.localization.dates import get_year_ending as get_year_ending
    from frappe.localization.dates import get_year_start as get_year_start
    from frappe.localization.dates import month_diff as month_diff
    from frappe.localization.dates import time_diff as time_diff
    from frappe.localization.dates import time_diff_in_hours as time_diff_in_hours
    from frappe.localization.dates import time_diff_in_seconds as time_diff_in_seconds
    from frappe.localization.formatters import fmt_money as fmt_money
    from frappe.localization.formatters import format_date as format_date
    from frappe.localization.formatters import format_datetime as format_datetime
    from frappe.localization.formatters import format_time as format_time
    from frappe.localization.formatters import formatdate as formatdate
    from frappe.localization.formatters import global_date_format as global_date_format
    from frappe.localization.formatters import pretty_date as pretty_date
    from frappe.localization.links import expand_relative_urls as expand_relative_urls
    from frappe.localization.links import get_absolute_url as get_absolute_url
    from frappe.localization.links import get_build_version as get_build_version
    from frappe.localization.links import get_host_name as get_host_name
    from frappe.localization.links import get_link_to_form as get_link_to_form
    from frappe.localization.links import get_site_url as get_site_url
    from frappe.localization.links import get_url as get_url
    from frappe.localization.links import get_url_to_form as get_url_to_form
    from frappe.localization.links import get_url_to_list as get_url_to_list
    from frappe.localization.links import get_url_to_report as get_url_to_report
    from frappe.localization.links import get_url_to_report_with_filters as get_url_to_report_with_filters
    from frappe.localization.numbers import flt as flt
    from frappe.localization.numbers import (
        round_based_on_smallest_currency_fraction as round_based_on_smallest_currency_fraction,
    )
    from frappe.localization.numbers import rounded as rounded
    from frappe.localization.numbers import safe_div as safe_div
    from frappe.localization.users import get_formatted_email as get_formatted_email
    from frappe.localization.users import get_fullname as get_fullname
    from frappe.localization.words import in_words as in_words
    from frappe.localization.words import money_in_words as money_in_words
    from frappe.modules.calls import call_hook_method as call_hook_method
    from frappe.rpc.http import get_request_session as get_request_session
    from frappe.rpc.http import set_request as set_request
    from frappe.shortcuts import get_traceback as get_traceback
    from frappe.utils.markdown_text import html2text as html2text
    from frappe.utils.markdown_text import markdown as markdown
    from frappe.utils.markdown_text import md_to_html as md_to_html
    from frappe.utils.markdown_text import to_markdown as to_markdown

_HOMES = {
    "frappe.config": (
        "get_bench_path",
        "get_files_path",
        "get_site_path",
        "get_sites",
    ),
    "frappe.app": ("get_test_client",),
    "frappe.localization.clock": (
        "convert_utc_to_system_timezone",
        "get_datetime",
        "get_datetime_in_timezone",
        "get_system_timezone",
        "get_timestamp",
        "getdate",
        "now",
        "now_datetime",
        "nowdate",
        "nowtime",
        "today",
        "utc_now",
    ),
    "frappe.localization.dates": (
        "add_days",
        "add_months",
        "add_to_date",
        "add_years",
        "date_diff",
        "days_diff",
        "get_eta",
        "get_first_day",
        "get_first_day_of_week",
        "get_last_day",
        "get_last_day_of_week",
        "get_month",
        "get_quarter_ending",
        "get_quarter_start",
        "get_timespan_date_range",
        "get_weekday",
        "get_year_ending",
        "get_year_start",
        "month_diff",
        "time_diff",
        "time_diff_in_hours",
        "time_diff_in_seconds",
    ),
    "frappe.localization.formatters": (
        "fmt_money",
        "format_date",
        "format_datetime",
        "format_time",
        "formatdate",
        "global_date_format",
        "pretty_date",
    ),
    "frappe.localization.links": (
        "expand_relative_urls",
        "get_absolute_url",
        "get_build_version",
        "get_host_name",
        "get_link_to_form",
        "get_site_url",
        "get_url",
        "get_url_to_form",
        "get_url_to_list",
        "get_url_to_report",
        "get_url_to_report_with_filters",
    ),
    "frappe.localization.numbers": (
        "flt",
        "round_based_on_smallest_currency_fraction",
        "rounded",
        "safe_div",
    ),
    "frappe.localization.users": (
        "get_formatted_email",
        "get_fullname",
    ),
    "frappe.localization.words": (
        "in_words",
        "money_in_words",
    ),
    "frappe.shortcuts": ("get_traceback",),
    "frappe.modules.calls": ("call_hook_method",),
    "frappe.rpc.http": (
        "get_request_session",
        "set_request",
    ),
    "frappe.utils.markdown_text": (
        "html2text",
        "markdown",
        "md_to_html",
        "to_markdown",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Load what depends on the site, or is seldom used, when it is first asked for."""
        if name not in _HOME_OF:
            raise AttributeError(f"frappe.utils has no public name {name!r}; see docs/compatibility.md")
        return globals().setdefault(name, getattr(import_module(_HOME_OF[name]), name))
