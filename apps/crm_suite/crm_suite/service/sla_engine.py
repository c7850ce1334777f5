"""Deadlines of service limits: pure functions over wall-clock datetimes of the site.

``Calendar`` holds working hours and holidays; ``deadline`` adds a duration to a start, on that calendar or plainly;
``acceptance_limit`` is the day-and-night rule; ``pick_limit`` chooses the most exact row; ``agreement_status``
compares the clock with the limits. Calendar days keep the time of day, also over a month end and a change of summer
time; hours and minutes are elapsed time in the site's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
UTC = ZoneInfo("UTC")
HORIZON_DAYS = 3660
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Calendar:
    """Working hours: weekday (0 = Monday) -> periods of the day in order; holidays have none."""

    hours: Mapping[int, tuple[tuple[time, time], ...]]
    holidays: frozenset[date] = frozenset()

    def periods(self, day: date) -> Iterable[tuple[datetime, datetime]]:
        """Give the working periods of a day as datetimes."""
        if day in self.holidays:
            return
        for start, end in self.hours.get(day.weekday(), ()):
            yield datetime.combine(day, start), datetime.combine(day, end)


@dataclass(frozen=True)
class DayNightRule:
    """When a day starts and ends, how long acceptance takes by day, and until when night jobs are accepted."""

    day_start: time = time(9)
    day_end: time = time(18)
    night_accept_time: time = time(9, 10)
    day_limit: timedelta = timedelta(minutes=2)


@dataclass(frozen=True)
class Limit:
    """One row of an agreement; empty keys fit everything."""

    kind: str
    issue_type: str = ""
    severity: str = ""
    value_rating: str = ""
    mode: str = "Duration"
    minutes: int = 0
    days: int = 0
    on_working_calendar: bool = False
    from_acceptance: bool = False
    warn_at: float = 80


@dataclass(frozen=True)
class Case:
    """What decides which rows fit."""

    issue_type: str = ""
    severity: str = ""
    value_rating: str = ""


@dataclass(frozen=True)
class Clock:
    """The calendar, the day-and-night rule and the time zone that apply to a case."""

    calendar: Calendar | None = None
    day_night: DayNightRule = field(default_factory=DayNightRule)
    zone: tzinfo | None = None


def pick_limit(limits: Sequence[Limit], kind: str, case: Case) -> Limit | None:
    """Return the fitting row with the most keys given; the first one of equal rows."""

    def fits(limit: Limit) -> bool:
        pairs = (
            (limit.issue_type, case.issue_type),
            (limit.severity, case.severity),
            (limit.value_rating, case.value_rating),
        )
        return limit.kind == kind and all(not wanted or wanted == given for wanted, given in pairs)

    def exactness(limit: Limit) -> int:
        return sum(bool(key) for key in (limit.issue_type, limit.severity, limit.value_rating))

    return max(filter(fits, limits), key=exactness, default=None)


def limit_end(limit: Limit, start: datetime, clock: Clock) -> datetime:
    """Return when a limit that starts at ``start`` ends."""
    if limit.mode == "Day and Night":
        rule = clock.day_night
        if limit.minutes:
            day_limit = timedelta(minutes=limit.minutes)
            rule = DayNightRule(rule.day_start, rule.day_end, rule.night_accept_time, day_limit)
        return acceptance_limit(start, rule, clock.zone)
    if limit.mode == "Calendar Days":
        return start + limit.days * DAY
    calendar = clock.calendar if limit.on_working_calendar else None
    return deadline(start, timedelta(days=limit.days, minutes=limit.minutes), calendar, clock.zone)


def acceptance_limit(dispatched: datetime, rule: DayNightRule, zone: tzinfo | None = None) -> datetime:
    """Return until when a dispatched job has to be accepted.

    By day it is a short time; at night the fixed time of the next morning that has not yet passed.
    Source: S6.12, S6.13, C25.
    """
    if rule.day_start <= dispatched.time() < rule.day_end:
        return later(dispatched, rule.day_limit, zone)
    morning = datetime.combine(dispatched.date(), rule.night_accept_time)
    return morning if dispatched <= morning else morning + DAY


def later(start: datetime, duration: timedelta, zone: tzinfo | None) -> datetime:
    """Return the wall clock after an elapsed time; without a zone the clock never changes."""
    if zone is None:
        return start + duration
    return (start.replace(tzinfo=zone).astimezone(UTC) + duration).astimezone(zone).replace(tzinfo=None)


def elapsed(start: datetime, end: datetime, zone: tzinfo | None) -> timedelta:
    """Return the time that passed between two readings of the wall clock."""
    if zone is None:
        return end - start
    return end.replace(tzinfo=zone).astimezone(UTC) - start.replace(tzinfo=zone).astimezone(UTC)


def deadline(
    start: datetime, duration: timedelta, calendar: Calendar | None = None, zone: tzinfo | None = None
) -> datetime:
    """Add a duration to a start: plainly, or counting only working hours.

    Raises:
        ValueError: the calendar has no working hours within ten years.
    """
    if calendar is None:
        return later(start, duration, zone)
    left, day = duration, start.date()
    for _ in range(HORIZON_DAYS):
        for begin, end in calendar.periods(day):
            begin = max(begin, start)
            if begin >= end:
                continue
            if left <= end - begin:
                return begin + left
            left -= end - begin
        day += DAY
    raise ValueError("The calendar has no working hours.")


def extended(limit_at: datetime | None, pause: timedelta, zone: tzinfo | None = None) -> datetime | None:
    """Move a limit by the time the clock stood still."""
    return later(limit_at, pause, zone) if limit_at else None


def warning_from(start: datetime, limit_at: datetime, warn_at: float) -> datetime:
    """Return from when on a limit is about to be missed; ``warn_at`` is per cent of the time used."""
    return start + (limit_at - start) * (warn_at / 100)


@dataclass(frozen=True)
class Milestone:
    """One limit of a case with what happened: its start, its end, when it was met and from when to warn."""

    start: datetime
    limit_at: datetime | None
    met_on: datetime | None
    warn_at: float = 80

    def missed(self, now: datetime) -> bool:
        """Tell whether it was met too late, or is open and its limit has passed."""
        return self.limit_at is not None and (self.met_on or now) > self.limit_at

    def warns(self, now: datetime) -> bool:
        """Tell whether it is open and most of its time is used."""
        if self.limit_at is None or self.met_on:
            return False
        return now >= warning_from(self.start, self.limit_at, self.warn_at)


def agreement_status(milestones: Sequence[Milestone], now: datetime, *, paused: bool, resolved: bool) -> str:
    """Return the word for the state of all limits of a case."""
    missed = any(milestone.missed(now) for milestone in milestones)
    if resolved:
        return "Not Met" if missed else "Fulfilled"
    if missed:
        return "Breached"
    if paused:
        return "Paused"
    return "Warning" if any(milestone.warns(now) for milestone in milestones) else "On Track"
