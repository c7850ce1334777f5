"""Names of field types for the annotations of controllers: ``status: DF.Literal["Open", "Closed"]``."""

from __future__ import annotations

import datetime
from typing import Any, TypeVar
from typing import Literal as Literal

T = TypeVar("T")

Attach = str
AttachImage = str
Autocomplete = str
Barcode = str
Check = int
Code = str
Color = str
Currency = float
Data = str
Date = str | datetime.date
Datetime = str | datetime.datetime
Duration = int | float
DynamicLink = str
Float = float
Geolocation = str
HTMLEditor = str
Icon = str
Image = str
Int = int
JSON = str | dict[str, Any] | list[Any]
Link = str
LongInt = int
LongText = str
MarkdownEditor = str
Password = str
Percent = float
Phone = str
Rating = float
ReadOnly = str
Select = str
Signature = str
SmallText = str
Text = str
TextEditor = str
Time = str | datetime.timedelta


class Table(list[T]):
    """Rows of a child table, as ``DF.Table[SalesOrderItem]``."""


class TableMultiSelect(list[T]):
    """Rows of a table that shows as a list of links."""
