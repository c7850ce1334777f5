"""Write the rows of a plan: all or none (strict), or each for itself (partial); one log row for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from frappe.context import current_user, local
from frappe.core.data_importer.documents import make_links, write_document
from frappe.core.data_importer.plan import Plan, PlannedRow
from frappe.core.data_importer.problems import ERROR, Problem
from frappe.core.data_importer.rehearsal import Attempt, importing, try_row
from frappe.journal import operation
from frappe.localization import now
from frappe.model.naming import make_hash

STRICT, PARTIAL = "Strict", "Partial"
SUCCESS, PARTIAL_SUCCESS, FAILED = "Success", "Partial Success", "Error"
BATCH = 100
LOG_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "docstatus", "idx", "data_import", "docname", "success",
    "log_index", "exception", "row_indexes", "messages",
)  # fmt: skip
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Options:
    """How to write. ``operation`` is the one to go on with, after a run that was stopped."""

    mode: str = STRICT
    submit: bool = False
    mute_emails: bool = True
    data_import: str | None = None
    commit_batches: bool = False
    operation: str | None = None


@dataclass
class Outcome:
    """What was written: names by row number, the rows that were not, and the journal's operation."""

    operation: str
    written: dict[int, str] = field(default_factory=dict)
    failed: list[PlannedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def status(self) -> str:
        if not self.failed and not any(problem.level == ERROR for problem in self.problems):
            return SUCCESS
        return PARTIAL_SUCCESS if self.written else FAILED


def run_plan(plan: Plan, options: Options, progress: Progress | None = None) -> Outcome:
    """Write a plan's rows as one journal operation of kind import.

    Strict mode writes nothing when any row is refused: no record, no number, no file. Problems come back as values.
    """
    with (
        operation("import", route=plan.meta.name, journal_all=True, id=options.operation) as found,
        importing(mute_emails=options.mute_emails),
    ):
        outcome = Outcome(found.id, problems=list(plan.problems))
        if plan.blocks_all or (options.mode == STRICT and not all(row.is_good for row in plan.rows)):
            outcome.failed = [row for row in plan.rows if not row.is_good]
            _log(outcome.failed, {}, options, start=0)
        elif options.mode == STRICT:
            _run_strict(plan, options, outcome, progress)
        else:
            _run_partial(plan, options, outcome, progress)
    return outcome


def _run_strict(plan: Plan, options: Options, outcome: Outcome, progress: Progress | None) -> None:
    whole = Attempt("import_all")
    try:
        make_links(plan)
        for count, row in enumerate(plan.rows, start=1):
            _write(plan, row, options, outcome)
            if progress and count % BATCH == 0:
                progress(count, len(plan.rows))
    except BaseException:
        if not local.db.connection.ended_by_database:
            whole.undo()
        raise
    if outcome.failed:
        whole.undo()
        outcome.written.clear()
        _log(outcome.failed, {}, options, start=0)
        return
    whole.keep()
    _log(plan.rows, outcome.written, options, start=0)


def _run_partial(plan: Plan, options: Options, outcome: Outcome, progress: Progress | None) -> None:
    make_links(plan)
    for start in range(0, len(plan.rows), BATCH):
        batch = plan.rows[start : start + BATCH]
        for row in batch:
            _write(plan, row, options, outcome)
        _log(batch, outcome.written, options, start=start)
        if options.commit_batches:
            local.db.commit()
        if progress:
            progress(start + len(batch), len(plan.rows))


def _write(plan: Plan, row: PlannedRow, options: Options, outcome: Outcome) -> None:
    if not row.is_good:
        outcome.failed.append(row)
        return
    name = try_row(plan, row, lambda: write_document(plan, row, submit=options.submit, data_import=options.data_import))
    if name is None:
        outcome.failed.append(row)
    else:
        outcome.written[row.number] = name


def _log(rows: Sequence[PlannedRow], written: dict[int, str], options: Options, *, start: int) -> None:
    """Write one Data Import Log row for each row of the file, in one statement."""
    if options.data_import is None or not rows:
        return
    moment, user = now(), current_user()
    values = []
    for index, row in enumerate(rows, start=start + 1):
        name = written.get(row.number)
        problems = [problem.as_dict() for problem in row.problems]
        reason = "\n".join(problem.message for problem in row.problems if problem.level == ERROR)
        values.append(
            (
                make_hash(), moment, moment, user, user, 0, index, options.data_import, name, int(name is not None),
                index, reason or None, json.dumps(row.numbers), json.dumps(problems, ensure_ascii=False),
            )
        )  # fmt: skip
    local.db.bulk_insert("Data Import Log", LOG_COLUMNS, values)
