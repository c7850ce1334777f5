"""Numbers and amounts in words: English (short scale or lakh and crore) and Chinese capitals for documents."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from frappe.context import local
from frappe.localization.numbers import currency_value, number_format_of
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.utils.numbers import cint, get_number_format_info

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
_SHORT_SCALE = (
    (10**15, "quadrillion"),
    (10**12, "trillion"),
    (10**9, "billion"),
    (10**6, "million"),
    (10**3, "thousand"),
)
_INDIAN_SCALE = ((10**7, "crore"), (10**5, "lakh"), (10**3, "thousand"))
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿", "亿亿")
MAXIMUM = 10**18


def in_words(integer: Any, in_million: bool = True) -> str:
    """Return a whole number in words of the request's language."""
    number = cint(integer)
    if abs(number) >= MAXIMUM:
        return str(number)
    if _is_chinese():
        return ("负" if number < 0 else "") + chinese_capitals(abs(number))
    return ("minus " if number < 0 else "") + _english(abs(number), _SHORT_SCALE if in_million else _INDIAN_SCALE)


def _is_chinese() -> bool:
    return str(local.__dict__.get("lang") or "en").startswith("zh")


def _english(number: int, scale: tuple[tuple[int, str], ...]) -> str:
    for size, name in scale:
        if number >= size:
            rest = number % size
            glue = " and " if 0 < rest < 100 else ", "
            return f"{_english(number // size, scale)} {name}" + (glue + _english(rest, scale) if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{_SMALL[number // 100]} hundred" + (f" and {_english(rest, scale)}" if rest else "")
    if number >= 20:
        return _TENS[number // 10] + (f"-{_SMALL[number % 10]}" if number % 10 else "")
    return _SMALL[number]


def chinese_capitals(number: int) -> str:
    """Return a whole number in the capital digits of cheques and contracts: 壹仟零叁拾."""
    if number == 0:
        return _CAPITALS[0]
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    out = ""
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            continue
        skipped = index + 1 < len(groups) and (group < 1000 or not groups[index + 1])
        out += (_CAPITALS[0] if out and skipped else "") + _four_digits(group) + _GROUPS[index]
    return out


def _four_digits(group: int) -> str:
    out, gap = "", False
    for power in (3, 2, 1, 0):
        digit = group // 10**power % 10
        if digit:
            out += (_CAPITALS[0] if gap and out else "") + _CAPITALS[digit] + _UNITS[power]
            gap = False
        else:
            gap = True
    return out


def money_in_words(number: Any, main_currency: str | None = None, fraction_currency: str | None = None) -> str:
    """Return an amount in words, as documents need it; empty for what is no amount or negative."""
    try:
        amount = Decimal(str(number).replace(",", ""))
    except ArithmeticError:
        return ""
    if not amount.is_finite() or amount < 0 or amount >= MAXIMUM:
        return ""
    currency = main_currency or str(get_setting("currency") or "CNY")
    number_format = number_format_of(currency)
    digits = get_number_format_info(number_format)[2]
    amount = amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    whole, fraction = int(amount), int(amount % 1 * 10**digits)
    if _is_chinese():
        return _chinese_amount(amount, currency)
    coin = fraction_currency or str(currency_value(currency, "fraction") or _("Cent"))
    in_million = number_format != "#,##,###.##"
    parts = []
    if whole or not fraction:
        parts.append(f"{_(currency, context='Currency')} {in_words(whole, in_million).title()}")
    if fraction:
        parts.append(f"{in_words(fraction, in_million).title()} {_(coin)}")
    return _("{0} only.").format(f" {_('and')} ".join(parts).replace(" And ", " and "))


def _chinese_amount(amount: Decimal, currency: str) -> str:
    """Return ``人民币壹佰元伍角整``: the form of cheques, also for other currencies."""
    cents = int((amount * 100).to_integral_value(rounding=ROUND_HALF_UP))
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    name = "人民币" if currency == "CNY" else _(currency, context="Currency")
    out = f"{chinese_capitals(whole)}元" if whole or not (jiao or fen) else ""
    if jiao:
        out += f"{_CAPITALS[jiao]}角"
    elif fen and whole:
        out += _CAPITALS[0]
    return f"{name}{out}{_CAPITALS[fen]}分" if fen else f"{name}{out}整"
