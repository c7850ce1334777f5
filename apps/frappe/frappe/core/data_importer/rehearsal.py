"""Parts of a transaction that can be taken back with all they caused, and the rehearsal of an import in one.

A savepoint alone takes back rows. What documents leave for the commit (events, mails, files to delete) and for the
rollback (files that were written) hangs on the connection, so an `Attempt` keeps its own until it is known how it ends.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from frappe.context import local
from frappe.core.data_importer.documents import make_links, write_document
from frappe.core.data_importer.plan import Line, Plan, PlannedRow
from frappe.core.data_importer.problems import WARNING, Problem, shown
from frappe.database.callbacks import CallbackQueue
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import TooManyWritesError, words_of
from frappe.journal import ALWAYS
from frappe.messages import _
from frappe.metadata.fieldtypes import TABLE_FIELDTYPES
from frappe.utils import cint, cstr, strip_html

QUEUES = ("before_commit", "after_commit", "before_rollback", "after_rollback")
REHEARSED_ROWS = 1_000
REHEARSAL_S = 10.0
LOG = logging.getLogger("frappe.import")


class Attempt:
    """A part of the transaction: `keep` it or `undo` it, with its callbacks."""

    def __init__(self, save_point: str) -> None:
        self.save_point = save_point
        self.connection = local.db.connection
        self._outer = {name: getattr(self.connection, name) for name in QUEUES}
        for name in QUEUES:
            setattr(self.connection, name, CallbackQueue())
        local.db.savepoint(save_point)

    def keep(self) -> None:
        """Let what was done stand; its callbacks wait for the end of the whole transaction."""
        local.db.release_savepoint(self.save_point)
        for name, own in self._restore().items():
            if len(own):
                self._outer[name].add(own.run)

    def undo(self) -> None:
        """Take everything back: rows, numbers, and files that were written."""
        self.connection.before_rollback.run()
        local.db.rollback(save_point=self.save_point)
        local.db.release_savepoint(self.save_point)
        own = self._restore()
        own["after_rollback"].run()
        if getattr(local, "invalidation_pending", False):
            local.slot_overlay = {}

    def _restore(self) -> dict[str, CallbackQueue]:
        own = {name: getattr(self.connection, name) for name in QUEUES}
        for name in QUEUES:
            setattr(self.connection, name, self._outer[name])
        return own


@contextmanager
def importing(*, mute_emails: bool) -> Generator[None]:
    """Run a block as an import: names that the file gives are kept, options are checked."""
    flags = {"in_import": True, "check_selects": True, "mute_emails": mute_emails}
    before = {name: local.flags.get(name) for name in flags}
    messages = local.__dict__.get("message_log")
    local.flags.update({name: value or before[name] for name, value in flags.items()})
    local.message_log = []
    try:
        yield
    finally:
        local.flags.update(before)
        local.message_log = messages


def try_row(plan: Plan, row: PlannedRow, write: Callable[[], str]) -> str | None:
    """Write a row in a part of its own; None when it was refused, with the reasons as its problems.

    What its document tells the user, such as that it may be a duplicate, becomes a warning.
    """
    attempt = Attempt("import_row")
    told = len(local.message_log)
    try:
        name = write()
    except Exception as error:  # the boundary of a row: one bad row must not take the others down
        if local.db.connection.ended_by_database or isinstance(error, TooManyWritesError):
            raise
        attempt.undo()
        row.problems += problems_of(plan, row, error)
        del local.message_log[told:]
        return None
    attempt.keep()
    for message in local.message_log[told:]:
        plan.problem(row, None, strip_html(cstr(message.get("message"))), level=WARNING)
    del local.message_log[told:]
    return name


def rehearse(plan: Plan, *, submit: bool) -> int:
    """Run the life cycle of the good rows, add what it refuses to their problems, and take everything back.

    Returns how many rows were rehearsed: at most `REHEARSED_ROWS`, and those that fit in `REHEARSAL_S`.
    """
    if plan.blocks_all:
        return 0
    rows = [row for row in plan.rows if row.is_good][:REHEARSED_ROWS]
    whole = Attempt("import_rehearsal")
    count = 0
    until = time.monotonic() + REHEARSAL_S
    try:
        with importing(mute_emails=True), suppress(TooManyWritesError):
            make_links(plan)
            for row in rows:
                if time.monotonic() > until:
                    break
                try_row(plan, row, partial(write_document, plan, row, submit=submit))
                count += 1
    finally:
        whole.undo()
        if plan.meta.name in ALWAYS:
            local.site_state.drop()
    fold_missing_columns(plan)
    return count


# -- what a document's error says of its row


def problems_of(plan: Plan, row: PlannedRow, error: Exception) -> list[Problem]:
    """Return the problems that an error tells of, at the lines and columns it names."""
    parts = getattr(error, "parts", None)
    if parts is None:
        LOG.error("import of %s, row %s", plan.meta.name, row.number, exc_info=error)
        text = _("The row could not be imported because of an error in the program ({0}).").format(type(error).__name__)
        return [_problem(plan, row, {}, text, _("Tell your administrator; the server's log has the details."))]
    missing = parts.get("fields") or ()
    if missing:
        return [_missing(plan, row, part) for part in missing]
    hint = _("Ask an administrator for the right.") if isinstance(error, NoPermission) else None
    return [_problem(plan, row, parts, strip_html(words_of(error)), hint)]


def _missing(plan: Plan, row: PlannedRow, part: dict[str, Any]) -> Problem:
    table = plan.meta.get_field(part["fieldname"])
    if table is not None and table.fieldtype in TABLE_FIELDTYPES and not part.get("table"):
        text = _("The table is mandatory.")
        return _problem(plan, row, part, text, _("Add columns for its rows; the template has them."))
    key = _key_of(plan, part)
    hint = _("Fill in the cell.") if plan.column_of(key) else _("Add a column for it.")
    return _problem(plan, row, part, _("This value is mandatory."), hint)


def _key_of(plan: Plan, part: dict[str, Any]) -> str | None:
    """Return the key of the field that an error names; a row of an unnamed table has the one column of that name."""
    fieldname, table = part.get("fieldname"), part.get("table")
    if fieldname is None or table:
        return f"{table}.{fieldname}" if fieldname else None
    if part.get("row") is None or plan.meta.get_field(fieldname) is not None:
        return str(fieldname)
    keys = [key for key, column in plan.used.items() if column.table and key.endswith(f".{fieldname}")]
    return keys[0] if len(keys) == 1 else str(fieldname)


def _line_of(row: PlannedRow, key: str | None, part: dict[str, Any]) -> Line:
    """Return the line of the row of a table that an error names; of an update only the first is sure."""
    table, number = (key or "").rpartition(".")[0], cint(part.get("row"))
    lines = row.table_lines(table) if table and row.target is None else []
    return lines[number - 1] if 0 < number <= len(lines) else row.lines[0]


def _problem(plan: Plan, row: PlannedRow, part: dict[str, Any], message: str, hint: str | None) -> Problem:
    key = _key_of(plan, part)
    line, column = _line_of(row, key, part), plan.column_of(key)
    if column is None:
        field = plan.meta.get_field(part.get("table") or key or "")
        label = _(field.label) if field is not None and field.label else None
        return Problem(message, line.number, None, label, key, None, hint)
    value = line.cells[column.index]
    return Problem(message, line.number, column.letter, column.label, key, shown(value), hint)


def fold_missing_columns(plan: Plan) -> None:
    """Say once, not for each row, that a mandatory column is missing."""
    counts: dict[Problem, int] = {}
    for row in plan.rows:
        for problem in row.problems:
            if problem.column is None and problem.fieldname:
                key = Problem(problem.message, None, None, problem.label, problem.fieldname, None, problem.hint)
                counts[key] = counts.get(key, 0) + 1
    bad = sum(1 for row in plan.rows if not row.is_good)
    whole = {key for key, count in counts.items() if count > 1 and count == bad == len(plan.rows)}
    if not whole:
        return
    for row in plan.rows:
        row.problems = [
            problem
            for problem in row.problems
            if Problem(problem.message, None, None, problem.label, problem.fieldname, None, problem.hint) not in whole
        ]
    plan.problems.extend(sorted(whole, key=lambda problem: problem.fieldname or ""))
