"""The headers of a sheet taken for fields: by fieldname or label, whatever language the label is in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
class Column:
    """One column of the file and the field it goes to; None leaves it out."""

    index: int
    header: str
    field: DocField | None = None

    @property
    def letter(self) -> str:
        return column_letter(self.index)

    @property
    def label(self) -> str:
        return label_of(self.field) if self.field is not None else self.header


def label_of(field: DocField, language: str | None = None) -> str:
    """Return a field's label in a language, the request's by default."""
    return _(field.label or field.fieldname, language)


def target_fields(meta: Meta) -> list[DocField]:
    """Return the fields that a column may go to, the name (ID) first."""
    return [standard_field(NAME), *(field for field in meta.value_fields if field.has_column)]


def match_columns(
    meta: Meta, headers: Sequence[str], filled: Sequence[bool], mapping: Mapping[str, str], levels: frozenset[int]
) -> tuple[list[Column], list[Problem]]:
    """Return what each column goes to and what is wrong with the columns.

    ``mapping`` gives columns a fieldname by their letter; an empty one leaves the column out. ``filled`` tells which
    columns hold something, ``levels`` which permission levels the user may write.
    """
    known = {field.fieldname: field for field in target_fields(meta)}
    labels = _labels(meta)
    tables = _table_labels(meta)
    reasons = texts_of(REASON)
    columns: list[Column] = []
    problems: list[Problem] = []
    taken: dict[str, Column] = {}
    for index, header in enumerate(headers):
        letter = column_letter(index)
        chosen = mapping.get(letter, LEFT_OUT[0] if folded(header) in reasons else None)
        if chosen is None:
            names, text, hint = _guess(header, known, labels, tables)
        elif chosen in LEFT_OUT:
            columns.append(Column(index, header))
            continue
        else:
            names, text, hint = _chosen(chosen, known)
        field = known[names[0]] if len(names) == 1 else None
        column = Column(index, header, field)
        problem = _problem_of(column, text, hint, ambiguous=len(names) > 1, is_filled=filled[index], levels=levels)
        if field is not None and field.fieldname in taken:
            problem = _twice(column, taken[field.fieldname])
        if problem is not None:
            problems.append(problem)
            column = Column(index, header)
        elif field is not None:
            taken[field.fieldname] = column
        columns.append(column)
    return columns, problems


def _chosen(fieldname: str, known: Mapping[str, DocField]) -> tuple[list[str], str | None, str | None]:
    if fieldname in known:
        return [fieldname], None, None
    return (
        [],
        _("There is no field {0}.").format(fieldname),
        _("Choose another field for this column, or leave it out."),
    )


def _guess(
    header: str, known: Mapping[str, DocField], labels: Mapping[str, set[str]], tables: Mapping[str, str]
) -> tuple[list[str], str | None, str | None]:
    """Return the fields a header may mean, and what to say when it is not one."""
    if header in known:
        return [header], None, None
    for text in (folded(header), folded(_NOTE.sub("", header.rstrip(" *＊")))):
        names = sorted(labels.get(text, ()))
        if names:
            fields = ", ".join(names)
            return (
                names,
                _("The label fits several fields: {0}.").format(fields),
                _("Choose the field this column means."),
            )
        if text in known:
            return [text], None, None
    if folded(header) in tables:
        return (
            [],
            _("Rows of the table {0} cannot be imported from a sheet yet.").format(tables[folded(header)]),
            _("The column is left out. Enter the rows in the form."),
        )
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
    fieldname = column.field.fieldname if column.field is not None else None
    return Problem(message, None, column.letter, column.label, fieldname, hint=hint, level=level)


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


def _labels(meta: Meta) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for field in target_fields(meta):
        for text in texts_of(field.label or field.fieldname):
            found.setdefault(text, set()).add(field.fieldname)
    return found


def _table_labels(meta: Meta) -> dict[str, str]:
    """Return how columns of child tables may be headed, with the table's label."""
    found: dict[str, str] = {}
    for table in meta.table_fields:
        label = label_of(table)
        for text in texts_of(table.label or table.fieldname) | {folded(table.fieldname)}:
            found[text] = label
        for field in target_fields(get_meta(table.options)):
            found[folded(f"{table.fieldname}.{field.fieldname}")] = label
            for language in languages():
                found[folded(f"{label_of(field, language)} ({label_of(table, language)})")] = label
    return found
