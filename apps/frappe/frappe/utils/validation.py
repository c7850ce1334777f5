"""Checks of e-mail addresses, names, phone numbers, URLs and Python code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from frappe.exceptions import InvalidEmailAddressError, InvalidNameError, InvalidPhoneNumberError, ValidationError
from frappe.messages import _

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+", re.UNICODE)
_INTERNATIONAL_PHONE = re.compile(r"\+[0-9]{1,3}-?[0-9][0-9 -]{3,15}")
_PHONE = re.compile(r"[0-9 +_\-,.*#()x]{1,20}")
_NAME = re.compile(r"[^\W\d_][\w'’.·-]*( [\w'’.·-]+)*", re.UNICODE)
_PLAIN_SCHEMES = frozenset(("http", "https", "ftp"))


def validate_email_address(email_str: str | None, throw: bool = False) -> str:
    """Return those of the addresses, parted by commas, that are valid.

    Raises:
        InvalidEmailAddressError: one is not, and ``throw``.
    """
    valid = []
    for part in split_emails((email_str or "").strip()):
        address = _address_of(part)
        if address:
            valid.append(address)
        elif throw:
            raise InvalidEmailAddressError(_("{0} is not a valid Email Address").format(part[:140]))
    return ", ".join(valid)


def _address_of(part: str) -> str:
    match = re.search(r"<([^<>]+)>\s*$", part)
    address = (match.group(1) if match else part).strip()
    if len(address) > 254 or ".." in address or any(char in address for char in "\r\n"):
        return ""
    return address if _EMAIL.fullmatch(address) else ""


def split_emails(txt: str | None) -> list[str]:
    """Return the addresses of a text, parted by commas, semicolons or lines outside of quotes."""
    parts: list[str] = [""]
    quoted = False
    for char in txt or "":
        quoted ^= char == '"'
        if char in ",;\n\r" and not quoted:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


def parse_addr(email_string: str) -> tuple[str, str | None]:
    """Return name and address of one text, the address None when it is not valid."""
    name, address = parseaddr(email_string or "")
    address = address if _address_of(address) else _address_of(email_string or "")
    return name, address or None


def extract_email_id(email: str) -> str:
    """Return the address of ``Name <address>``."""
    return parse_addr(email)[1] or ""


def sanitize_email(emails: str) -> str:
    """Return addresses without what is not one, names kept."""
    out = []
    for part in split_emails(emails):
        name, address = parse_addr(part)
        if address:
            out.append(f"{name} <{address}>" if name else address)
    return ", ".join(out)


def validate_phone_number(phone_number: str | None, throw: bool = False) -> bool:
    """Tell whether a text looks like a phone number."""
    valid = bool(phone_number) and bool(_PHONE.fullmatch(str(phone_number).strip()))
    if not valid and throw:
        raise InvalidPhoneNumberError(_("{0} is not a valid Phone Number").format(phone_number))
    return valid


def is_international_phone_number(phone_number: str) -> bool:
    """Tell whether a text is ``+<country code>-<number>``, as the fieldtype Phone holds it (contract 2.5)."""
    return bool(_INTERNATIONAL_PHONE.fullmatch(phone_number.strip()))


def validate_name(name: str | None, throw: bool = False) -> str:
    """Return a person's name when it is possible, else an empty text."""
    text = (name or "").strip()
    if _NAME.fullmatch(text):
        return text
    if throw:
        raise InvalidNameError(_("{0} is not a valid Name").format(text))
    return ""


def validate_url(txt: str | None, throw: bool = False, valid_schemes: str | Iterable[str] | None = None) -> bool:
    """Tell whether a text is a URL of one of the schemes (http, https, ftp by default)."""
    schemes = {valid_schemes} if isinstance(valid_schemes, str) else set(valid_schemes or _PLAIN_SCHEMES)
    text = (txt or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    valid = parts.scheme in schemes and bool(parts.netloc) and not re.search(r"[\s<>\"\\]", text)
    if not valid and throw:
        raise ValidationError(_("'{0}' is not a valid URL").format(text[:140]))
    return valid


def validate_python_code(string: str | None, fieldname: str | None = None, is_expression: bool = True) -> None:
    """Check that a text is Python.

    Raises:
        ValidationError: it is not; the text names the field, line and column.
    """
    if not string:
        return
    try:
        ast.parse(string, mode="eval" if is_expression else "exec")
    except SyntaxError as error:
        place = _("line {0}, column {1}").format(error.lineno, error.offset)
        label = _(fieldname.replace("_", " ").title()) if fieldname else _("Expression")
        text = _("{0} is not valid Python at {1}: {2}").format(label, place, error.msg)
        raise ValidationError(text, fieldname=fieldname) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ValidationError(_("The Python code cannot be read."), fieldname=fieldname) from error


def is_valid_scheme(address: Any) -> bool:
    """Tell whether a link's scheme is one that runs nothing: no ``javascript:`` and no ``data:``."""
    head = re.sub(r"[\x00-\x20]", "", str(address or "")).lower()
    match = re.match(r"([a-z][a-z0-9+.-]*):", head)
    return match is None or match.group(1) in ("http", "https", "ftp", "mailto", "tel", "sms")
