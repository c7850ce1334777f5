"""Money of crm_suite: computed in Decimal, rounded half-up to the field's precision at each step that a rule names.

``line_amounts`` -> ``document_totals`` -> ``base_amount`` is the way of a quotation. Fields load as float
(contract 2.5), so every value enters through ``decimal_of`` and leaves through ``float``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import frappe
from frappe import _

CENT = 2
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class LineAmounts:
    """The computed fields of one quotation line (S14.5)."""

    rate_with_tax: Decimal
    discount_amount: Decimal
    amount: Decimal
    tax_amount: Decimal
    actual_rate_with_tax: Decimal
    total: Decimal


@dataclass(frozen=True)
class DocumentTotals:
    """The sums of rounded lines; a sum of rounded values is not rounded again."""

    total_qty: Decimal
    gross_total: Decimal
    discount_total: Decimal
    net_total: Decimal
    tax_total: Decimal
    grand_total: Decimal
    highest_discount: Decimal


def decimal_of(value: Any) -> Decimal:
    """Return a number as the Decimal of its shortest text, so that 0.1 is 0.1; nothing is 0."""
    return Decimal(str(value or 0))


def rounded(value: Decimal, places: int = CENT) -> Decimal:
    """Round half-up, away from zero for negative amounts.

    Raises:
        ValidationError: no amount of money has so many digits.
    """
    try:
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        frappe.throw(_("The amount {0} has too many digits.").format(f"{value:.3g}"))


def line_amounts(qty: Any, rate: Any, discount_rate: Any, tax_rate: Any, *, places: int = CENT) -> LineAmounts:
    """Compute one line: the discount is taken off the amount, tax is added to what is left.

    ``discount_rate`` and ``tax_rate`` are per cent.
    Source: S14.5; vector 1 x 1 000, discount 10 %, tax 13 % = 100, 900, 117, 1 017.
    """
    quantity, price = decimal_of(qty), decimal_of(rate)
    kept = 1 - decimal_of(discount_rate) / HUNDRED
    taxed = 1 + decimal_of(tax_rate) / HUNDRED
    gross = rounded(quantity * price, places)
    discount = rounded(gross * (1 - kept), places)
    amount = gross - discount
    tax = rounded(amount * (taxed - 1), places)
    return LineAmounts(
        rate_with_tax=rounded(price * taxed, places),
        discount_amount=discount,
        amount=amount,
        tax_amount=tax,
        actual_rate_with_tax=rounded(price * kept * taxed, places),
        total=amount + tax,
    )


def document_totals(lines: Iterable[tuple[Any, Any, LineAmounts]]) -> DocumentTotals:
    """Add up (quantity, discount rate, amounts) of all lines."""
    rows = [(decimal_of(qty), decimal_of(discount), amounts) for qty, discount, amounts in lines]
    net = sum((amounts.amount for _, _, amounts in rows), Decimal(0))
    discount = sum((amounts.discount_amount for _, _, amounts in rows), Decimal(0))
    tax = sum((amounts.tax_amount for _, _, amounts in rows), Decimal(0))
    return DocumentTotals(
        total_qty=sum((qty for qty, _, _ in rows), Decimal(0)),
        gross_total=net + discount,
        discount_total=discount,
        net_total=net,
        tax_total=tax,
        grand_total=net + tax,
        highest_discount=max((rate for _, rate, _ in rows), default=Decimal(0)),
    )


def product(*factors: Any, places: int = CENT) -> Decimal:
    """Multiply and round once: quantity x price, amount x exchange rate, price x units x share."""
    result = Decimal(1)
    for factor in factors:
        result *= decimal_of(factor)
    return rounded(result, places)


def share_of(amount: Any, percent: Any, *, places: int = CENT) -> Decimal:
    """Return ``percent`` per cent of an amount."""
    return rounded(decimal_of(amount) * decimal_of(percent) / HUNDRED, places)


def per_month(amount_per_year: Any, *, places: int = CENT) -> Decimal:
    """Return the monthly part of a yearly amount, divided once."""
    return rounded(decimal_of(amount_per_year) / 12, places)


@dataclass(frozen=True)
class ApprovalLimits:
    """Up to which amount (base currency) and discount (per cent) the first and second level may approve."""

    level_1_amount: Decimal
    level_1_discount: Decimal
    level_2_amount: Decimal
    level_2_discount: Decimal


def approval_level(amount: Any, discount: Any, limits: ApprovalLimits) -> int:
    """Return how many levels an offer needs: 1 office director, 2 sales manager, 3 sales director.

    Source: S9.85 (amount or discount ratio), S14.1 (the office director is level 1).
    """
    value, rate = decimal_of(amount), decimal_of(discount)
    if value <= limits.level_1_amount and rate <= limits.level_1_discount:
        return 1
    if value <= limits.level_2_amount and rate <= limits.level_2_discount:
        return 2
    return 3


def expected_conversions(first_contacts: Any, targets: Iterable[Any], *, places: int = CENT) -> list[Decimal]:
    """Return how many of the first contacts pass each stage; the chain is not rounded in between.

    Source: S9.175; 1 000 contacts at 42, 65, 75, 85 % = 420, 273, 204.75, 174.04.
    """
    left, passed = decimal_of(first_contacts), []
    for target in targets:
        left = left * decimal_of(target) / HUNDRED
        passed.append(rounded(left, places))
    return passed
