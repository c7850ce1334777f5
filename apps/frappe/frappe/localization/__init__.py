"""The site's clock, time zone and formats; links to its records.

Parts: ``settings`` (what the site is set to), ``clock``, ``dates`` (arithmetic from today), ``numbers`` (rounding,
currencies), ``formatters``, ``words`` (amounts in words), ``links``, ``users``, ``precision``.
"""

from __future__ import annotations

from frappe.context import Proxy
from frappe.localization.clock import get_datetime as get_datetime
from frappe.localization.clock import get_system_timezone as get_system_timezone
from frappe.localization.clock import getdate as getdate
from frappe.localization.clock import now as now
from frappe.localization.clock import now_datetime as now_datetime
from frappe.localization.clock import nowdate as nowdate
from frappe.localization.clock import nowtime as nowtime
from frappe.localization.clock import today as today
from frappe.localization.clock import utc_now as utc_now
from frappe.localization.dates import get_first_day_of_week as get_first_day_of_week
from frappe.localization.dates import get_last_day_of_week as get_last_day_of_week
from frappe.localization.dates import get_timespan_date_range as get_timespan_date_range
from frappe.localization.formatters import fmt_money as fmt_money
from frappe.localization.formatters import format_date as format_date
from frappe.localization.formatters import format_datetime as format_datetime
from frappe.localization.formatters import format_time as format_time
from frappe.localization.formatters import formatdate as formatdate
from frappe.localization.formatters import global_date_format as global_date_format
from frappe.localization.formatters import pretty_date as pretty_date
from frappe.localization.links import get_link_to_form as get_link_to_form
from frappe.localization.links import get_url as get_url
from frappe.localization.links import get_url_to_form as get_url_to_form
from frappe.localization.links import get_url_to_list as get_url_to_list
from frappe.localization.users import get_fullname as get_fullname
from frappe.utils.safe_values import register_reader

register_reader(Proxy, lambda proxy: proxy._target())
