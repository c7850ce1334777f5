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
from frappe.core.data_importer.plan import Plan, PlannedRow
from frappe.core.data_importer.problems import Problem
from frappe.database.callbacks import CallbackQueue
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import TooManyWritesError, words_of
from frappe.journal import ALWAYS
from frappe.messages import _
from frappe.model.conditions import through_door
from frappe.model.documents import get_doc, new_doc
from frappe.utils import strip_html

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
def importing(*, mute_emails: bool, mute_messages: bool = False) -> Generator[None]:
    """Run a block as an import: names that the file gives are kept, options are checked."""
    flags = {"in_import": True, "check_selects": True, "mute_emails": mute_emails, "mute_messages": mute_messages}
    before = {name: local.flags.get(name) for name in flags}
    messages = local.__dict__.get("message_log")
    local.flags.update({name: value or before[name] for name, value in flags.items()})
    local.message_log = []
    try:
        yield
    finally:
        local.flags.update(before)
        local.message_log = messages


def write_row(plan: Plan, row: PlannedRow, *, submit: bool, data_import: str | None = None) -> str:
    """Insert or update the document of a row as the acting user, and return its name."""
    if plan.is_insert:
        doc = new_doc(plan.meta.name)
    else:
        doc = get_doc(plan.meta.name, row.target)
    doc.update({name: value for name, value in row.values.items() if plan.is_insert or name != "name"})
    doc.flags.via_data_import = data_import
    through_door(doc)
    doc.save() if not plan.is_insert else doc.insert()
    if submit and plan.is_insert and plan.meta.is_submittable:
        doc.submit()
    return str(doc.name)


def try_row(plan: Plan, row: PlannedRow, write: Callable[[], str]) -> str | None:
    """Write a row in a part of its own; None when it was refused, with the reasons as its problems."""
    attempt = Attempt("import_row")
    try:
        name = write()
    except Exception as error:  # the boundary of a row: one bad row must not take the others down
        if local.db.connection.ended_by_database or isinstance(error, TooManyWritesError):
            raise
        attempt.undo()
        row.problems += problems_of(plan, row, error)
        return None
    attempt.keep()
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
        with importing(mute_emails=True, mute_messages=True), suppress(TooManyWritesError):
            for row in rows:
                if time.monotonic() > until:
                    break
                try_row(plan, row, partial(write_row, plan, row, submit=submit))
                count += 1
    finally:
        whole.undo()
        if plan.meta.name in ALWAYS:
            local.site_state.drop()
    fold_missing_columns(plan)
    return count


# -- what a document's error says of its row


def problems_of(plan: Plan, row: PlannedRow, error: Exception) -> list[Problem]:
    """Return the problems that an error tells of, at the columns it names."""
    parts = getattr(error, "parts", None)
    if parts is None:
        LOG.error("import of %s, row %s", plan.meta.name, row.number, exc_info=error)
        text = _("The row could not be imported because of an error in the program ({0}).").format(type(error).__name__)
        return [_problem(plan, row, None, text, _("Tell your administrator; the server's log has the details."))]
    missing = parts.get("fields") or ()
    if missing:
        return [_missing(plan, row, part) for part in missing]
    hint = _("Ask an administrator for the right.") if isinstance(error, NoPermission) else None
    return [_problem(plan, row, parts.get("fieldname"), strip_html(words_of(error)), hint)]


def _missing(plan: Plan, row: PlannedRow, part: dict[str, Any]) -> Problem:
    table = plan.meta.get_field(part.get("table") or part["fieldname"])
    if table is not None and table.fieldtype in ("Table", "Table MultiSelect"):
        text = _("The table is mandatory, and rows of tables cannot be imported yet.")
        return _problem(plan, row, table.fieldname, text, _("Enter these records in the form."))
    hint = _("Fill in the cell.") if plan.column_of(part["fieldname"]) else _("Add a column for it.")
    return _problem(plan, row, part["fieldname"], _("This value is mandatory."), hint)


def _problem(plan: Plan, row: PlannedRow, fieldname: str | None, message: str, hint: str | None) -> Problem:
    column = plan.column_of(fieldname)
    if column is None:
        field = plan.meta.get_field(fieldname) if fieldname else None
        label = _(field.label) if field is not None and field.label else None
        return Problem(message, row.number, None, label, fieldname, None, hint)
    value = row.cells[column.index]
    return Problem(
        message, row.number, column.letter, column.label, fieldname, None if value is None else str(value)[:140], hint
    )


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
