"""Put the limits of an agreement on a ticket, let the clock stand still, escalate, and say how it goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import frappe
from frappe.utils import get_datetime, get_system_timezone, now_datetime

from crm_suite.dates import moment_of
from crm_suite.service import sla_engine as engine
from crm_suite.service.doctype.service_level_agreement.service_level_agreement import time_of

AGREEMENT = "Service Level Agreement"
DECIDING_FIELDS = (
    "issue_type",
    "severity",
    "customer",
    "branch",
    "opened_on",
    "dispatched_on",
    "accepted_on",
    "limits_from",
)
ESCALATION_LIMIT = timedelta(hours=24)


def apply(doc: Any) -> None:
    """Compute limits that are due, move them by a pause, and set the status."""
    if _is_undecided(doc):
        set_limits(doc)
    agreement = _agreement(doc)
    if agreement is None:
        doc.agreement_status = ""
        return
    _follow_pause(doc, agreement)
    doc.agreement_status = status_of(doc, agreement, now_datetime())


def set_limits(doc: Any) -> None:
    """Choose the agreement and compute its limits: from the opening or reopening, acceptance from the dispatch."""
    doc.service_level_agreement = find_agreement(doc)
    agreement = _agreement(doc)
    if agreement is None:
        doc.accept_by = doc.respond_by = doc.resolve_by = None
        return
    start, pause = start_of(doc), timedelta(seconds=doc.paused_seconds or 0)
    doc.accept_by = _end(doc, agreement, "Accept", dispatch_of(doc))
    if not doc.responded_on:
        doc.respond_by = engine.extended(_end(doc, agreement, "Respond", start), pause, zone())
    doc.resolve_by = engine.extended(_end(doc, agreement, "Resolve", start), pause, zone())


def start_of(doc: Any) -> datetime:
    """Return when the limits of a ticket start: when it was opened, or opened again."""
    return moment_of(doc.limits_from or doc.opened_on or doc.creation)


def dispatch_of(doc: Any) -> datetime:
    """Return when the clock of acceptance starts (S6.11)."""
    return moment_of(doc.dispatched_on) if doc.dispatched_on else start_of(doc)


def zone() -> ZoneInfo:
    """Return the time zone of the site's wall clock."""
    return ZoneInfo(get_system_timezone())


def escalate(doc: Any) -> None:
    """Mark a ticket as escalated to the superior of its responsible person, who has a limit of their own."""
    now, agreement = now_datetime(), _agreement(doc)
    limit_at = _end(doc, agreement, "Escalation", now) if agreement else None
    doc.is_escalated, doc.escalated_on = 1, now
    doc.escalated_to = superior_of(doc.responsible_person or doc.accepted_by)
    doc.escalate_by = limit_at or engine.later(now, ESCALATION_LIMIT, zone())


def superior_of(user: str | None) -> str | None:
    """Return the user of the direct superior."""
    if not user:
        return None
    superior = frappe.db.get_value("Employee", {"user": user}, "reports_to")
    return frappe.db.get_value("Employee", superior, "user") if superior else None


def find_agreement(doc: Any) -> str | None:
    """Return the first enabled agreement whose condition holds, conditions before the default."""
    filters = {"document_type": doc.doctype, "enabled": 1}
    fields = ["name", "condition", "is_default"]
    rows = frappe.get_all(AGREEMENT, filters, fields, order_by="is_default asc, sequence asc")
    for row in rows:
        if row.condition and not frappe.safe_eval(row.condition, None, {"doc": doc.as_dict()}):
            continue
        if row.condition or row.is_default:
            return str(row.name)
    return None


def status_of(doc: Any, agreement: Any, now: datetime) -> str:
    """Return the word for the state of the ticket's limits."""
    return engine.agreement_status(
        _milestones(doc, agreement), now, paused=bool(doc.paused_since), resolved=bool(doc.resolved_on)
    )


def _milestones(doc: Any, agreement: Any) -> list[engine.Milestone]:
    start, limits, case = start_of(doc), agreement.limit_values(), _case(doc)

    def milestone(kind: str, begin: datetime, limit_at: Any, met_on: Any) -> engine.Milestone:
        limit = engine.pick_limit(limits, kind, case)
        return engine.Milestone(
            start=begin,
            limit_at=get_datetime(limit_at) if limit_at else None,
            met_on=get_datetime(met_on) if met_on else None,
            warn_at=limit.warn_at if limit else 100,
        )

    return [
        milestone("Accept", dispatch_of(doc), doc.accept_by, doc.accepted_on),
        milestone("Respond", start, doc.respond_by, doc.responded_on),
        milestone("Resolve", start, doc.resolve_by, doc.resolved_on),
    ]


def _follow_pause(doc: Any, agreement: Any) -> None:
    pauses, now = agreement.pauses_in(doc.workflow_state), now_datetime()
    if pauses and not doc.paused_since:
        doc.paused_since = now
    elif not pauses and doc.paused_since:
        pause = engine.elapsed(moment_of(doc.paused_since), now, zone())
        doc.paused_seconds = int((doc.paused_seconds or 0) + pause.total_seconds())
        doc.paused_since = None
        doc.resolve_by = engine.extended(get_datetime(doc.resolve_by) if doc.resolve_by else None, pause, zone())
        if not doc.responded_on:
            doc.respond_by = engine.extended(get_datetime(doc.respond_by) if doc.respond_by else None, pause, zone())


def _is_undecided(doc: Any) -> bool:
    before = doc.get_doc_before_save()
    if before is None:
        return True
    return not doc.resolved_on and any(doc.get(field) != before.get(field) for field in DECIDING_FIELDS)


def _end(doc: Any, agreement: Any, kind: str, start: datetime) -> datetime | None:
    limit = engine.pick_limit(agreement.limit_values(), kind, _case(doc))
    if limit is None or (limit.from_acceptance and not doc.accepted_on):
        return None
    begin = moment_of(doc.accepted_on) if limit.from_acceptance else start
    return engine.limit_end(limit, begin, engine.Clock(agreement.calendar(), _day_night(doc), zone()))


def _case(doc: Any) -> engine.Case:
    rating = frappe.db.get_value("Customer", doc.customer, "value_rating") if doc.customer else ""
    return engine.Case(doc.issue_type or "", doc.severity or "", rating or "")


def _day_night(doc: Any) -> engine.DayNightRule:
    if not doc.branch:
        return engine.DayNightRule()
    fields = ["day_start", "day_end", "night_accept_time"]
    row = frappe.db.get_value("Branch", doc.branch, fields, as_dict=True)
    if not row or any(row[field] is None for field in fields):
        return engine.DayNightRule()
    return engine.DayNightRule(time_of(row.day_start), time_of(row.day_end), time_of(row.night_accept_time))


def _agreement(doc: Any) -> Any:
    name = doc.service_level_agreement
    return frappe.get_cached_doc(AGREEMENT, name) if name else None
