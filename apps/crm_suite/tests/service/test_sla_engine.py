"""Deadlines: nights, weekends, holidays, month ends, summer time; the limits of requirements 3.3."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from crm_suite.service.sla_engine import (
    Calendar,
    Case,
    Clock,
    DayNightRule,
    Limit,
    Milestone,
    acceptance_limit,
    agreement_status,
    deadline,
    elapsed,
    extended,
    later,
    limit_end,
    pick_limit,
    warning_from,
)
from hypothesis import given
from hypothesis import strategies as some

OFFICE = {day: ((time(9), time(12)), (time(13), time(18))) for day in range(5)}
BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("dispatched", "limit"),
    [
        ("2026-03-01 22:30", "2026-03-02 09:10"),
        ("2026-03-02 02:00", "2026-03-02 09:10"),
        ("2026-03-02 10:00:00", "2026-03-02 10:02:00"),
        ("2026-03-02 09:00", "2026-03-02 09:02"),
        ("2026-03-02 17:59:30", "2026-03-02 18:01:30"),
        ("2026-03-02 18:00", "2026-03-03 09:10"),
        ("2026-02-28 23:59", "2026-03-01 09:10"),
        ("2026-12-31 20:00", "2027-01-01 09:10"),
        ("2026-03-02 08:59:59", "2026-03-02 09:10"),
    ],
)
def test_acceptance_by_day_and_by_night(dispatched: str, limit: str) -> None:
    assert acceptance_limit(at(dispatched), DayNightRule()) == at(limit)


def test_a_branch_with_other_hours_has_another_night() -> None:
    rule = DayNightRule(time(7), time(22), time(7, 30), timedelta(minutes=5))

    assert acceptance_limit(at("2026-03-02 21:00"), rule) == at("2026-03-02 21:05")
    assert acceptance_limit(at("2026-03-02 22:00"), rule) == at("2026-03-03 07:30")


@pytest.mark.parametrize(
    ("days", "start", "end"),
    [
        (5, "2026-03-01 10:00", "2026-03-06 10:00"),
        (3, "2026-02-27 10:00", "2026-03-02 10:00"),
        (2, "2028-02-28 09:00", "2028-03-01 09:00"),
        (30, "2026-12-15 08:30", "2027-01-14 08:30"),
    ],
)
def test_calendar_days_keep_the_time_of_day_over_month_ends(days: int, start: str, end: str) -> None:
    limit = Limit("Resolve", mode="Calendar Days", days=days)

    assert limit_end(limit, at(start), Clock()) == at(end)


def test_calendar_days_keep_the_time_of_day_over_summer_time() -> None:
    limit = Limit("Resolve", mode="Calendar Days", days=1)

    assert limit_end(limit, at("2026-03-28 10:00"), Clock(zone=BERLIN)) == at("2026-03-29 10:00")


@pytest.mark.parametrize(
    ("start", "zone", "end"),
    [
        ("2026-03-29 00:30", BERLIN, "2026-03-29 05:30"),  # the clock jumps from 2 to 3
        ("2026-10-25 00:30", BERLIN, "2026-10-25 03:30"),  # from 3 back to 2
        ("2026-03-29 00:30", SHANGHAI, "2026-03-29 04:30"),
        ("2026-03-29 00:30", None, "2026-03-29 04:30"),
    ],
)
def test_hours_are_elapsed_time_over_summer_time(start: str, zone: ZoneInfo | None, end: str) -> None:
    limit = Limit("Respond", minutes=240)

    assert limit_end(limit, at(start), Clock(zone=zone)) == at(end)
    assert elapsed(at(start), at(end), zone) == 4 * HOUR


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02 10:00", 1, "2026-03-02 11:00"),
        ("2026-03-02 11:30", 1, "2026-03-02 13:30"),  # over lunch
        ("2026-03-02 17:00", 2, "2026-03-03 10:00"),  # over night
        ("2026-03-06 17:30", 1, "2026-03-09 09:30"),  # over the weekend
        ("2026-03-07 12:00", 1, "2026-03-09 10:00"),  # begun on Saturday
        ("2026-04-30 17:00", 2, "2026-05-04 10:00"),  # over a holiday, a weekend and a month end
        ("2026-03-02 09:00", 8, "2026-03-02 18:00"),  # exactly the day
        ("2026-03-02 03:00", 8, "2026-03-02 18:00"),
    ],
)
def test_working_hours_leave_out_nights_weekends_and_holidays(start: str, hours: int, end: str) -> None:
    calendar = Calendar(OFFICE, frozenset({date(2026, 5, 1)}))

    assert deadline(at(start), hours * HOUR, calendar) == at(end)


def test_a_calendar_without_hours_is_an_error_and_no_endless_search() -> None:
    with pytest.raises(ValueError, match="no working hours"):
        deadline(at("2026-03-02 10:00"), HOUR, Calendar({}))


@given(
    some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    some.timedeltas(timedelta(minutes=1), timedelta(hours=100)),
    some.timedeltas(timedelta(minutes=1), timedelta(hours=100)),
)
def test_working_deadlines_add_up_and_lie_in_working_hours(
    start: datetime, first: timedelta, second: timedelta
) -> None:
    calendar = Calendar(OFFICE, frozenset({date(2026, 10, 1), date(2027, 1, 1)}))

    whole = deadline(start, first + second, calendar)

    assert deadline(deadline(start, first, calendar), second, calendar) == whole
    assert any(begin < whole <= end for begin, end in calendar.periods(whole.date()))


@given(some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), some.timedeltas(timedelta(0), timedelta(days=400)))
def test_later_and_elapsed_are_inverse_where_the_clock_is_unique(start: datetime, time_passed: timedelta) -> None:
    assert elapsed(start, later(start, time_passed, SHANGHAI), SHANGHAI) == time_passed


def test_the_most_exact_row_decides_and_the_first_of_equal_ones() -> None:
    general = Limit("Resolve", days=5)
    complaint = Limit("Resolve", issue_type="Complaint", days=3)
    major = Limit("Resolve", issue_type="Complaint", severity="Major", days=5)
    strategic = Limit("Resolve", issue_type="Complaint", value_rating="A", days=1)
    limits = [general, complaint, major, strategic, Limit("Accept", minutes=2)]

    assert pick_limit(limits, "Resolve", Case("Enquiry")) == general
    assert pick_limit(limits, "Resolve", Case("Complaint", "Minor")) == complaint
    assert pick_limit(limits, "Resolve", Case("Complaint", "Major", "B")) == major
    assert pick_limit(limits, "Resolve", Case("Complaint", "Major", "A")) == major
    assert pick_limit(limits, "Escalation", Case()) is None


@pytest.mark.parametrize(
    ("now", "met_on", "paused", "resolved", "status"),
    [
        ("2026-03-02 11:00", None, False, False, "On Track"),
        ("2026-03-02 17:59", None, False, False, "On Track"),
        ("2026-03-02 18:00", None, False, False, "Warning"),
        ("2026-03-02 20:00", None, False, False, "Warning"),
        ("2026-03-02 20:00:01", None, False, False, "Breached"),
        ("2026-03-02 12:00", None, True, False, "Paused"),
        ("2026-03-02 21:00", None, True, False, "Breached"),
        ("2026-03-03 20:00", "2026-03-02 19:59", False, True, "Fulfilled"),
        ("2026-03-03 20:00", "2026-03-02 20:01", False, True, "Not Met"),
    ],
)
def test_the_word_for_the_state_of_the_limits(
    now: str, met_on: str | None, paused: bool, resolved: bool, status: str
) -> None:
    milestone = Milestone(at("2026-03-02 10:00"), at("2026-03-02 20:00"), at(met_on) if met_on else None, warn_at=80)

    assert agreement_status([milestone], at(now), paused=paused, resolved=resolved) == status


def test_a_pause_moves_a_limit_and_a_warning_begins_at_its_share() -> None:
    assert extended(at("2026-03-02 20:00"), 3 * HOUR) == at("2026-03-02 23:00")
    assert extended(None, HOUR) is None
    assert warning_from(at("2026-03-02 10:00"), at("2026-03-02 20:00"), 80) == at("2026-03-02 18:00")
