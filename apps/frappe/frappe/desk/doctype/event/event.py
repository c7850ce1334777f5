"""Events: appointments of users, private or public, once or repeated (contract 8.15)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from frappe.context import current_user
from frappe.exceptions import ValidationError
from frappe.localization import get_datetime, getdate
from frappe.messages import _
from frappe.model.children import drop_double_rows
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.model.permitted_list import get_list
from frappe.permissions import access_of
from frappe.rpc import whitelist
from frappe.utils import add_months, cint, cstr

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
READS = frozenset({"read", "select", "print", "email", "report", "export"})
# Frequency -> how many months between two occurrences.
MONTHS = {"Monthly": 1, "Quarterly": 3, "Half Yearly": 6, "Yearly": 12}
MOST_OCCURRENCES = 400


class Event(Document):
    """One appointment."""

    def validate(self) -> None:
        self.check_times()
        self.tidy_repetition()
        drop_double_rows(self, "event_participants", "reference_doctype", "reference_docname")

    def check_times(self) -> None:
        starts, ends = get_datetime(self.starts_on), get_datetime(self.ends_on) if self.ends_on else None
        if starts and ends and ends < starts:
            raise ValidationError(_("Event end must be after start"), fieldname="ends_on")

    def tidy_repetition(self) -> None:
        if not cint(self.repeat_this_event):
            self.repeat_on = self.repeat_till = None
        if self.repeat_on != "Weekly":
            for day in WEEKDAYS:
                self.set(day, 0)
        if cint(self.repeat_this_event) and not self.repeat_on:
            raise ValidationError(_("Choose how often the event repeats."), fieldname="repeat_on")
        till, start = getdate(self.repeat_till) if self.repeat_till else None, getdate(self.starts_on)
        if till and start and till < start:
            raise ValidationError(
                _("{0} must be after {1}").format(_("Repeat Till"), _("Starts On")), fieldname="repeat_till"
            )

    def add_participant(self, doctype: str, docname: str) -> None:
        self.append("event_participants", {"reference_doctype": doctype, "reference_docname": docname})

    def add_participants(self, participants: list[dict[str, str]]) -> None:
        for entry in participants:
            self.add_participant(entry["doctype"], entry["docname"])


def _participates(doc: Any, user: str) -> bool:
    for row in doc.get("event_participants") or ():
        if user in (row.get("reference_docname"), row.get("email")):
            return True
    return False


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """Public ones and those one takes part in are read; changing is for the owner (and who it is shared with)."""
    if user == "Administrator" or ptype == "create" or doc.get("owner") == user:
        return True
    if ptype not in READS:
        return doc.get("event_type") == "Public" and "System Manager" in access_of(user).roles
    return doc.get("event_type") == "Public" or _participates(doc, user)


def permission_query_conditions(user: str) -> Any:
    """Public events, one's own, and those one takes part in."""
    if user == "Administrator":
        return None
    takes_part = (
        "exists (select 1 from `tabEvent Participants` p"
        " where p.`parent` = `tabEvent`.`name` and p.`parenttype` = 'Event'"
        " and (p.`reference_docname` = ? or p.`email` = ?))"
    )
    return f"(`tabEvent`.`event_type` = 'Public' or `tabEvent`.`owner` = ? or {takes_part})", (user, user, user)


@whitelist()
def get_events(start: datetime.date, end: datetime.date, filters: list[Any] | None = None) -> list[dict[str, Any]]:
    """Return the permitted events between two days, each occurrence of a repeated one on its own."""
    fields = ["name", "subject", "description", "color", "starts_on", "ends_on", "owner", "all_day", "event_type",
              "status", "repeat_this_event", "repeat_on", "repeat_till", *WEEKDAYS]  # fmt: skip
    conditions = [
        ["starts_on", "<=", f"{end} 23:59:59"],
        ["status", "not in", ["Cancelled", "Closed"]],
        *(filters or []),
    ]
    rows = get_list("Event", filters=conditions, fields=fields, order_by="starts_on asc", limit=5000)
    return [occurrence for row in rows for occurrence in occurrences(row, getdate(start), getdate(end))]


def occurrences(row: dict[str, Any], start: Any, end: Any) -> Iterator[dict[str, Any]]:
    """Yield an event as often as it happens between two days."""
    first = get_datetime(row["starts_on"])
    last = get_datetime(row["ends_on"]) if row["ends_on"] else first
    if first is None or last is None:
        return
    length = last - first
    for day in _days(row, first.date(), start - length, end):
        begins = datetime.datetime.combine(day, first.time())
        if begins.date() <= end and (begins + length).date() >= start:
            yield {**row, "starts_on": begins, "ends_on": begins + length if row["ends_on"] else None}


def _days(
    row: dict[str, Any], first: datetime.date, start: datetime.date, end: datetime.date
) -> Iterator[datetime.date]:
    if not cint(row["repeat_this_event"]):
        yield first
        return
    till = min(end, getdate(row["repeat_till"]) or end) if row["repeat_till"] else end
    if row["repeat_on"] in MONTHS:
        for number in range(MOST_OCCURRENCES):
            day = getdate(add_months(first, number * MONTHS[row["repeat_on"]]))
            if day is None or day > till:
                return
            yield day
        return
    wanted = {index for index, name in enumerate(WEEKDAYS) if cint(row[name])} or {first.weekday()}
    day = max(first, start)
    while day <= till:
        if row["repeat_on"] == "Daily" or day.weekday() in wanted:
            yield day
        day += datetime.timedelta(days=1)


@whitelist(methods=["POST"])
def delete_communication(event: dict[str, Any], reference_doctype: str, reference_docname: str) -> dict[str, Any]:
    """Take a participant out of an event."""
    doc = get_doc("Event", cstr(event["name"]))
    doc.check_permission("write")
    gone = (reference_doctype, reference_docname)
    rows = [row for row in doc.event_participants if (row.reference_doctype, row.reference_docname) != gone]
    doc.set("event_participants", rows)
    doc.save()
    return {}


def events_of_today(user: str | None = None) -> list[dict[str, Any]]:
    """Return the acting user's events of the day."""
    today = getdate()
    assert today is not None
    mine = user or current_user()
    found = get_events(today, today)
    return [row for row in found if row["owner"] == mine or row["event_type"] == "Public"]
