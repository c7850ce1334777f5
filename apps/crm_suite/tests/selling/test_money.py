"""Money against an oracle: exact fractions, rounded half-up where the rule says so (S14.5, S9.85, S9.175)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from crm_suite.money import (
    ApprovalLimits,
    LineAmounts,
    approval_level,
    decimal_of,
    document_totals,
    expected_conversions,
    line_amounts,
    per_month,
    product,
    rounded,
    share_of,
)
from hypothesis import given
from hypothesis import strategies as some

LIMITS = ApprovalLimits(Decimal(100_000), Decimal(10), Decimal(500_000), Decimal(20))
quantities = some.decimals("0", "99999.999", places=3)
prices = some.decimals("0", "9999999.99", places=2)
percents = some.decimals("0", "100", places=2)


def half_up(value: Fraction) -> Decimal:
    """Round an exact value to cents, halves away from zero."""
    cents = abs(value) * 100
    whole = (2 * cents.numerator + cents.denominator) // (2 * cents.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-2)


def test_the_line_of_the_instruction() -> None:
    assert line_amounts(1, 1000, 10, 13) == LineAmounts(
        rate_with_tax=Decimal("1130.00"), discount_amount=Decimal("100.00"), amount=Decimal("900.00"),
        tax_amount=Decimal("117.00"), actual_rate_with_tax=Decimal("1017.00"), total=Decimal("1017.00"),
    )  # fmt: skip


@given(quantities, prices, percents, percents)
def test_lines_agree_with_exact_fractions(qty: Decimal, rate: Decimal, discount: Decimal, tax: Decimal) -> None:
    found = line_amounts(float(qty), float(rate), float(discount), float(tax))

    gross = half_up(Fraction(qty) * Fraction(rate))
    taken = half_up(Fraction(gross) * Fraction(discount) / 100)
    added = half_up(Fraction(gross - taken) * Fraction(tax) / 100)
    assert (found.discount_amount, found.amount) == (taken, gross - taken)
    assert (found.tax_amount, found.total) == (added, gross - taken + added)
    assert found.rate_with_tax == half_up(Fraction(rate) * (1 + Fraction(tax) / 100))
    kept = Fraction(rate) * (1 - Fraction(discount) / 100) * (1 + Fraction(tax) / 100)
    assert found.actual_rate_with_tax == half_up(kept)


@given(some.lists(some.tuples(quantities, prices, percents, percents), max_size=8))
def test_totals_are_the_sums_of_rounded_lines(rows: list[tuple[Decimal, ...]]) -> None:
    lines = [(qty, discount, line_amounts(qty, rate, discount, tax)) for qty, rate, discount, tax in rows]

    totals = document_totals(lines)

    assert totals.grand_total == totals.net_total + totals.tax_total
    assert totals.gross_total == totals.net_total + totals.discount_total
    assert totals.grand_total == sum((line.total for _qty, _discount, line in lines), Decimal(0))
    assert totals.highest_discount == max((row[2] for row in rows), default=Decimal(0))
    assert totals.total_qty == sum((row[0] for row in rows), Decimal(0))


@given(some.decimals("-99999999", "99999999", places=5))
def test_rounding_goes_half_up_away_from_zero(value: Decimal) -> None:
    assert rounded(value) == half_up(Fraction(value)) == value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_floats_enter_by_their_shortest_text() -> None:
    assert decimal_of(0.1) + decimal_of(0.2) == Decimal("0.3")
    assert decimal_of(None) == decimal_of("") == Decimal(0)
    assert product(1.005, 100) == Decimal("100.50")
    assert product(2.675, 1) == Decimal("2.68")
    assert share_of(1000, 12.345) == Decimal("123.45")
    assert per_month(100) == Decimal("8.33")


@pytest.mark.parametrize(
    ("amount", "discount", "level"),
    [
        (100_000, 10, 1),
        (100_000.01, 10, 2),
        (100_000, 10.01, 2),
        (500_000, 20, 2),
        (500_000.01, 0, 3),
        (1, 20.01, 3),
        (0, 0, 1),
    ],
)
def test_amount_or_discount_decides_the_approval_level(amount: float, discount: float, level: int) -> None:
    assert approval_level(amount, discount, LIMITS) == level


def test_expected_conversion_of_a_thousand_first_contacts() -> None:
    expected = [Decimal("420.00"), Decimal("273.00"), Decimal("204.75"), Decimal("174.04")]

    assert expected_conversions(1000, [42, 65, 75, 85]) == expected
