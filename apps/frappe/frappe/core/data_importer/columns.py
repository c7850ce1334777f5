"""The headers of a sheet taken for fields: by fieldname or label, whatever language the label is in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from frappe.context import local
from frappe.core.data_importer.problems import ERROR, WARNING, Problem
from frappe.core.data_importer.sheets import column_letter
from frappe.messages import _
from frappe.metadata import DocField, Meta, get_meta
from frappe.metadata.meta import standard_field

LANGUAGES = ("en", "zh")
LEFT_OUT = ("", "Don't Import", "__leave_out__")
NAME = "name"
REASON = "Reason it was not imported"
_MARK = re.compile(r"[\s*＊:：]+$")
_NOTE = re.compile(r"\s*[（(][^（）()]*[）)]$")


@dataclass(frozen=True)
class Target:
    """A field that a column may go to: one of the DocType, or one of the rows of a table of it."""

    field: DocField
    table: DocField | None = None

    @property
    def key(self) -> str:
        """The fieldname, behind that of its table: ``items.qty``."""
        return f"{self.table.fieldname}.{self.field.fieldname}" if self.table else self.field.fieldname

    def label(self, language: str | None = None) -> str:
        """Return how the column is headed: the label, behind it that of the table."""
        own = label_of(self.field, language)
        return f"{own} ({label_of(self.table, language)})" if self.table else own


@dataclass(frozen=True)
class Column:
    """One column of the file and where it goes; None leaves it out."""

    index: int
    header: str
    target: Target | None = None

    @property
    def letter(self) -> str:
        return column_letter(self.index)

    @property
    def field(self) -> DocField | None:
        return self.target.field if self.target is not None else None

    @property
    def table(self) -> str | None:
        """The fieldname of the table whose rows the column fills."""
        return self.target.table.fieldname if self.target is not None and self.target.table is not None else None

    @property
    def key(self) -> str | None:
        return self.target.key if self.target is not None else None

    @property
    def label(self) -> str:
        return self.target.label() if self.target is not None else self.header


def label_of(field: DocField, language: str | None = None) -> str:
    """Return a field's label in a language, the request's by default."""
    return _(field.label or field.fieldname, language)


def target_fields(meta: Meta) -> list[DocField]:
    """Return the fields of a DocType that a column may go to, the name (ID) first."""
    return [standard_field(NAME), *(field for field in meta.value_fields if field.has_column)]


def targets_of(meta: Meta) -> list[Target]:
    """Return all that a column may go to: the fields of the DocType, then those of its tables' rows."""
    own = [Target(field) for field in target_fields(meta)]
    return own + [
        Target(field, table) for table in meta.table_fields for field in target_fields(get_meta(table.options))
    ]


def match_columns(
    meta: Meta, headers: Sequence[str], filled: Sequence[bool], mapping: Mapping[str, str], levels: frozenset[int]
) -> tuple[list[Column], list[Problem]]:
    """Return what each column goes to and what is wrong with the columns.

    ``mapping`` gives columns the key of a target by their letter; an empty one leaves the column out. ``filled`` tells
    which columns hold something, ``levels`` which permission levels the user may write.
    """
    known = {target.key: target for target in targets_of(meta)}
    labels = _labels(known.values())
    reasons = texts_of(REASON)
    columns: list[Column] = []
    problems: list[Problem] = []
    taken: dict[str, Column] = {}
    for index, header in enumerate(headers):
        letter = column_letter(index)
        chosen = mapping.get(letter, LEFT_OUT[0] if folded(header) in reasons else None)
        if chosen is None:
            keys, text, hint = _guess(header, known, labels)
        elif chosen in LEFT_OUT:
            columns.append(Column(index, header))
            continue
        else:
            keys, text, hint = _chosen(chosen, known)
        column = Column(index, header, known[keys[0]] if len(keys) == 1 else None)
        problem = _problem_of(column, text, hint, ambiguous=len(keys) > 1, is_filled=filled[index], levels=levels)
        if column.key is not None and column.key in taken:
            problem = _twice(column, taken[column.key])
        if problem is not None:
            problems.append(problem)
            column = Column(index, header)
        elif column.key is not None:
            taken[column.key] = column
        columns.append(column)
    return columns, problems


def label_test(meta: Meta) -> Callable[[Any], bool]:
    """Return a function that tells whether a cell holds the label or the name of a field: such a row is the header."""
    known = {target.key: target for target in targets_of(meta)}
    labels = _labels(known.values())

    def is_label(cell: Any) -> bool:
        return isinstance(cell, str) and bool(_guess(cell.strip(), known, labels)[0])

    return is_label


def _chosen(key: str, known: Mapping[str, Target]) -> tuple[list[str], str | None, str | None]:
    if key in known:
        return [key], None, None
    return (
        [],
        _("There is no field {0}.").format(key),
        _("Choose another field for this column, or leave it out."),
    )


def _guess(
    header: str, known: Mapping[str, Target], labels: Mapping[str, set[str]]
) -> tuple[list[str], str | None, str | None]:
    """Return the keys of what a header may mean, and what to say when it is not one."""
    if header in known:
        return [header], None, None
    for text in (folded(header), folded(_NOTE.sub("", header.rstrip(" *＊")))):
        keys = sorted(labels.get(text, ()))
        if keys:
            return (
                keys,
                _("The label fits several fields: {0}.").format(", ".join(keys)),
                _("Choose the field this column means."),
            )
        if text in known:
            return [text], None, None
    if not header:
        return [], _("The column has no label."), _("The column is left out. Write a label in its first row.")
    return (
        [],
        _("No field has this label or name."),
        _("The column is left out. Choose a field for it, or correct the label."),
    )


def _problem_of(
    column: Column, text: str | None, hint: str | None, *, ambiguous: bool, is_filled: bool, levels: frozenset[int]
) -> Problem | None:
    field = column.field
    if field is None:
        if not is_filled and not ambiguous:
            return None
        return _problem(column, text or "", hint, ERROR if ambiguous else WARNING)
    if not is_filled:
        return None
    if (field.permlevel or 0) not in levels:
        return _problem(column, _("You may not write this field."), _("Leave the column out."), ERROR)
    if field.read_only and not field.reqd and field.fieldname != NAME:
        return _problem(
            column, _("The field is read only: the system fills it."), _("The column is left out."), WARNING
        )
    return None


def _problem(column: Column, message: str, hint: str | None, level: str) -> Problem:
    return Problem(message, None, column.letter, column.label, column.key, hint=hint, level=level)


def _twice(column: Column, first: Column) -> Problem:
    text = _("Column {0} goes to the same field.").format(first.letter)
    return _problem(column, text, _("Leave one of the two columns out."), ERROR)


def folded(text: str) -> str:
    """Return a label so that width, case and a star behind it do not count."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"\s+", " ", _MARK.sub("", plain)).casefold()


def languages() -> list[str]:
    """Return the languages that labels and options may be written in."""
    return list(dict.fromkeys((*LANGUAGES, local.lang or "en")))


def texts_of(source: str) -> set[str]:
    """Return a text of the metadata in every language, folded."""
    return {folded(_(source, language)) for language in languages()} | {folded(source)}


def _labels(targets: Iterable[Target]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for target in targets:
        texts = {target.label(language) for language in (*languages(), "en")}
        if target.table is None:
            texts |= texts_of(target.field.label or target.field.fieldname)
        for text in texts:
            found.setdefault(folded(text), set()).add(target.key)
    return found
