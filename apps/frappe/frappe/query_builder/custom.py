"""Terms under upstream's names: constants, group_concat, full text, parts of dates."""

from __future__ import annotations

from typing import Any

from pypika.functions import DistinctOptionFunction as _Distinct
from pypika.terms import Function, Term, ValueWrapper
from pypika.utils import format_alias_sql

from frappe.query_builder.rendering import active_dialect

DistinctOptionFunction: Any = _Distinct  # the library leaves it without annotations


class ConstantColumn(Term):
    """A value as a column of every row, named as the value unless it gets an alias."""

    alias = None

    def __init__(self, value: Any, alias: str | None = None) -> None:
        super().__init__(alias)
        self.value = value

    def get_sql(self, with_alias: bool = True, **kwargs: Any) -> str:
        sql = ValueWrapper(self.value).get_sql(**kwargs)
        return str(format_alias_sql(sql, self.alias or str(self.value), **kwargs)) if with_alias else sql


class GROUP_CONCAT(DistinctOptionFunction):  # type: ignore[misc]
    """The values of a group in one text."""

    def __init__(self, column: Any, alias: str | None = None) -> None:
        super().__init__("GROUP_CONCAT", column, alias=alias)


class STRING_AGG(DistinctOptionFunction):  # type: ignore[misc]
    """The values of a group in one text, with a separator."""

    def __init__(self, column: Any, separator: str = ",", alias: str | None = None) -> None:
        self.separator = separator
        super().__init__("GROUP_CONCAT", column, alias=alias)

    def get_special_params_sql(self, **kwargs: Any) -> str | None:
        if self.separator == ",":
            return None
        return "SEPARATOR '" + str(self.separator).replace("\\", "").replace("'", "''") + "'"


class MATCH(Function):
    """Full text search: ``MATCH(column).Against(text)``; SQLite looks for the text as a part."""

    def __init__(self, column: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__("MATCH", column, *args, **kwargs)
        self._against: str | None = None

    def Against(self, text: str) -> MATCH:
        """Say what to search for."""
        found = MATCH(*self.args, alias=self.alias)
        found._against = text
        return found

    def get_function_sql(self, **kwargs: Any) -> str:
        term: Any = self.args[0]
        column, text = term.get_sql(with_alias=False, **kwargs), self._against or ""
        if active_dialect() == "sqlite":
            return f"({column} LIKE {ValueWrapper(f'%{text}%').get_sql(**kwargs)})"
        against = ValueWrapper(f"+{text}*").get_sql(**kwargs)
        return f"MATCH ({column}) AGAINST ({against} IN BOOLEAN MODE)"


TO_TSVECTOR = MATCH


class _DatePart(Function):
    name_of_function = ""

    def __init__(self, term: Any, alias: str | None = None) -> None:
        super().__init__(self.name_of_function, term, alias=alias)


class MonthName(_DatePart):
    """The English name of a date's month."""

    name_of_function = "MONTHNAME"


class Quarter(_DatePart):
    """A date's quarter, 1 to 4."""

    name_of_function = "QUARTER"


class Month(_DatePart):
    """A date's month, 1 to 12."""

    name_of_function = "MONTH"


class Year(_DatePart):
    """A date's year."""

    name_of_function = "YEAR"


class DateFormat(Function):
    """A date as text; the format has MariaDB's letters."""

    def __init__(self, term: Any, format: str, alias: str | None = None) -> None:
        super().__init__("DATE_FORMAT", term, format, alias=alias)
