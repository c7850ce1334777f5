"""Values as the site shows them: dates, numbers, money, links."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import quote

from frappe.context import local
from frappe.localization.clock import get_datetime, getdate, now_datetime
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.utils.dates import format_duration, get_time, week_start
from frappe.utils.numbers import cint, cstr, flt
from frappe.utils.text import escape_html

_DATE_TOKENS = (("yyyy", "%Y"), ("mm", "%m"), ("dd", "%d"))
_NUMBER_FORMATS = {
    "#,###.##": (".", ","),
    "#.###,##": (",", "."),
    "# ###.##": (".", " "),
    "# ###,##": (",", " "),
    "#'###.##": (".", "'"),
    "#,###": ("", ","),
    "#.###": ("", "."),
    "#,###.###": (".", ","),
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def format_date(string_date: Any = None, format_string: str | None = None, parse_day_first: bool = False) -> str:
    """Return a date in the site's format."""
    day = getdate(string_date) if string_date not in (None, "") else None
    if day is None:
        return ""
    pattern = format_string or get_setting("date_format")
    for token, code in _DATE_TOKENS:
        pattern = pattern.replace(token, code)
    return day.strftime(pattern)


formatdate = format_date


def format_time(time_string: Any = None, format_string: str | None = None) -> str:
    if time_string in (None, ""):
        return ""
    short = (format_string or get_setting("time_format")) == "HH:mm"
    return get_time(time_string).strftime("%H:%M" if short else "%H:%M:%S")


def format_datetime(datetime_string: Any = None, format_string: str | None = None) -> str:
    moment = get_datetime(datetime_string) if datetime_string not in (None, "") else None
    return f"{format_date(moment)} {format_time(moment)}" if moment else ""


def global_date_format(date: Any, format: str = "long") -> str:
    return format_date(date)


def fmt_money(amount: Any, precision: int | None = None, currency: str | None = None, format: str | None = None) -> str:
    """Return an amount with separators and the currency's symbol."""
    point, comma = _NUMBER_FORMATS.get(format or get_setting("number_format"), (".", ","))
    digits = cint(get_setting("currency_precision") or 2) if precision is None else precision
    number = flt(amount, digits if point else 0)
    whole, _dot, fraction = f"{abs(number):,.{digits if point else 0}f}".partition(".")
    text = whole.replace(",", comma) + (point + fraction if fraction else "")
    symbol = currency_symbol(currency)
    return f"{'-' if number < 0 else ''}{symbol + ' ' if symbol else ''}{text}"


def currency_symbol(currency: str | None) -> str:
    """Return a currency's symbol, its code when it has none."""
    if not currency or getattr(local, "db", None) is None:
        return currency or ""
    return cstr(local.db.get_value("Currency", currency, "symbol", cache=True) or currency)


def pretty_date(iso_datetime: Any) -> str:
    """Return how long ago a moment was, in words."""
    if not iso_datetime:
        return ""
    seconds = (now_datetime() - (get_datetime(iso_datetime) or now_datetime())).total_seconds()
    steps = (
        (60, 1, _("just now")),
        (3600, 60, _("{0} minutes ago")),
        (86400, 3600, _("{0} hours ago")),
        (86400 * 31, 86400, _("{0} days ago")),
        (86400 * 365, 86400 * 30, _("{0} months ago")),
    )
    for limit, unit, text in steps:
        if seconds < limit:
            return text.format(int(seconds // unit))
    return _("{0} years ago").format(int(seconds // (86400 * 365)))


def get_first_day_of_week(dt: Any, as_str: bool = False) -> Any:
    first = WEEKDAYS.index(get_setting("first_day_of_the_week") or "Monday")
    day = week_start(dt, first)
    return day.isoformat() if as_str else day


def get_last_day_of_week(dt: Any) -> datetime.date:
    return get_first_day_of_week(dt) + datetime.timedelta(days=6)  # type: ignore[no-any-return]


def get_url(uri: str | None = None, full_address: bool = False) -> str:
    """Return an absolute address of the site; never built from the request's Host header."""
    host = local.conf.host_name or f"http://{local.site}:{local.conf.webserver_port or 8000}"
    return host.rstrip("/") + "/" + (uri or "").lstrip("/") if uri else host


def slug(doctype: str) -> str:
    return doctype.lower().replace(" ", "-")


def get_url_to_form(doctype: str, name: str) -> str:
    return get_url(f"/desk/{quote(slug(doctype))}/{quote(str(name), safe='')}")


def get_url_to_list(doctype: str) -> str:
    return get_url(f"/desk/{quote(slug(doctype))}")


def get_link_to_form(doctype: str, name: str, label: str | None = None) -> str:
    return f'<a href="{get_url_to_form(doctype, name)}">{escape_html(label or name)}</a>'


def get_fullname(user: str | None = None) -> str:
    user = user or local.session.user
    return cstr(local.db.get_value("User", user, "full_name", cache=True) or user)


def format_value(value: Any, df: Any = None, doc: Any = None, currency: str | None = None, **_options: Any) -> str:
    """Return a field's value as text for people."""
    formatter = _FORMATTERS.get(df.fieldtype if df else "")
    return formatter(value, df, doc, currency) if formatter else cstr(value)


def _money(value: Any, df: Any, doc: Any, currency: str | None) -> str:
    unit = currency or (doc.get(df.options) if doc is not None and df.options else None) or get_setting("currency")
    return fmt_money(value, currency=unit)


def _number(value: Any, df: Any, doc: Any, currency: str | None) -> str:
    return fmt_money(value, precision=cint(df.precision) or cint(get_setting("float_precision")) or 3)


_FORMATTERS: dict[str, Any] = {
    "Date": lambda value, *_rest: format_date(value),
    "Datetime": lambda value, *_rest: format_datetime(value),
    "Time": lambda value, *_rest: format_time(value),
    "Duration": lambda value, *_rest: format_duration(value),
    "Currency": _money,
    "Float": _number,
    "Percent": lambda value, df, *_rest: f"{flt(value):g}%",
    "Check": lambda value, *_rest: _("Yes") if value else _("No"),
    "Select": lambda value, *_rest: _(value) if value else "",
}
