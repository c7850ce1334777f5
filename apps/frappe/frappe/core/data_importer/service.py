"""What an import does for the DocType Data Import, the network and the command line.

``preview`` says what would happen, ``start`` runs at once or in the background, ``result_of`` tells how it went.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from frappe.context import current_user, local
from frappe.core.data_importer import template as templates
from frappe.core.data_importer.columns import Column, label_test
from frappe.core.data_importer.plan import INSERT, UPDATE, UPSERT, Plan, Wishes, make_plan
from frappe.core.data_importer.problems import ERROR, Problem
from frappe.core.data_importer.rehearsal import rehearse
from frappe.core.data_importer.run import FAILED, PARTIAL, STRICT, SUCCESS, Options, Outcome, run_plan
from frappe.core.data_importer.sheets import DELIMITERS, column_letter, read_sheet
from frappe.core.data_importer.workbooks import CSV
from frappe.core.doctype.access_log.access_log import write_access_log
from frappe.core.sheets import XLSX
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import ValidationError, words_of
from frappe.jobs import enqueue
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import can_export, has_permission
from frappe.realtime import publish_realtime
from frappe.utils import cint, cstr, parse_json
from frappe.utils.identifiers import uuid7

INLINE_ROWS = 200
SAMPLE_ROWS = 10
SENT_PROBLEMS = 2_000
LINKED_NAMES = 50
RIGHTS = {INSERT: ("create",), UPDATE: ("write",), UPSERT: ("create", "write")}
HERE = "frappe.core.data_importer.service"
ENDPOINT = "/api/method/frappe.core.doctype.data_import.data_import"


# -- the plan of an import


def plan_of(doc: Any) -> Plan:
    """Return what an import would do.

    Raises:
        ValidationError: the file cannot be read. PermissionError: the user may not read it, import or write.
    """
    meta = get_meta(doc.reference_doctype)
    require_rights(doc)
    file_name, content = read_file(doc.import_file)
    sheet = read_sheet(file_name, content, delimiters=delimiters_of(doc), is_label=label_test(meta))
    return make_plan(meta, sheet, doc.import_type or INSERT, wishes_of(doc))


def require_rights(doc: Any) -> None:
    """Raise PermissionError unless the user may do on the DocType what the import does."""
    for right in RIGHTS[doc.import_type or INSERT]:
        has_permission(doc.reference_doctype, right, throw=True)
    if doc.submit_after_import and doc.import_type != UPDATE:
        has_permission(doc.reference_doctype, "submit", throw=True)


def read_file(file_url: str | None) -> tuple[str, bytes]:
    """Return name and content of an uploaded file that the acting user may read."""
    if not file_url:
        raise ValidationError(_("Choose a file to import first."), fieldname="import_file")
    for name in local.db.get_all("File", {"file_url": file_url, "is_folder": 0}, pluck="name", limit=20):
        file = get_doc("File", name)
        if file.has_permission("read"):
            return cstr(file.file_name), file.get_content()
    raise NoPermission(_("The file {0} does not exist, or you may not read it. Upload it again.").format(file_url))


def delimiters_of(doc: Any) -> tuple[str, ...]:
    """Return the signs that may split the columns of a csv file."""
    if not doc.custom_delimiters or not doc.delimiter_options:
        return DELIMITERS
    return tuple(cstr(doc.delimiter_options).replace("\\t", "\t"))


def wishes_of(doc: Any) -> Wishes:
    """Return what the user decided beside the file."""
    replaced = {cstr(letter): dict(texts) for letter, texts in _object(doc.value_mapping).items() if texts}
    return Wishes(mapping_of(doc), replaced, bool(doc.create_links))


def mapping_of(doc: Any) -> dict[str, str]:
    """Return which field each column goes to, by the column's letter; what is not named is guessed."""
    options = _object(doc.template_options).get("column_to_field_map")
    numbered = options if isinstance(options, dict) else {}
    mapping = {column_letter(cint(index)): cstr(fieldname) for index, fieldname in numbered.items()}
    return mapping | {cstr(letter): cstr(fieldname) for letter, fieldname in _object(doc.mapping).items()}


def _object(value: Any) -> dict[str, Any]:
    parsed = parse_json(value) if value else {}
    return parsed if isinstance(parsed, dict) else {}


# -- preview


def preview(doc: Any) -> dict[str, Any]:
    """Return what the columns were taken for, sample rows, the counts and every problem; nothing is kept."""
    plan = plan_of(doc)
    tried = sum(row.is_good for row in plan.rows)
    lines = [line for row in plan.rows[:SAMPLE_ROWS] for line in row.lines][:SAMPLE_ROWS]
    rehearsed = rehearse(plan, submit=bool(doc.submit_after_import))
    problems = plan.all_problems()
    good = [] if plan.blocks_all else [row for row in plan.rows if row.is_good]
    inserts = sum(row.target is None for row in good)
    return {
        "columns": [_column(column) for column in plan.columns],
        "rows": [[_cell(cell) for cell in line.cells] for line in lines],
        "row_numbers": [line.number for line in lines],
        "total_rows": len(plan.rows),
        "good_rows": len(good),
        "inserts": inserts,
        "updates": len(good) - inserts,
        "new_links": {
            doctype: [link.text for link in links.values()][:LINKED_NAMES] for doctype, links in plan.new_links.items()
        },
        "rehearsed_rows": rehearsed,
        "note": _note(rehearsed, tried),
        "problem_count": len(problems),
        "blocks_all": plan.blocks_all,
        "problems": [problem.as_dict() for problem in problems[:SENT_PROBLEMS]],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "letter": column.letter, "header": column.header, "label": column.label if column.target else None,
        "fieldname": column.key,
    }  # fmt: skip


def _cell(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, (int, float, str)) else cstr(cell)


def _note(rehearsed: int, good: int) -> str | None:
    if not 0 < rehearsed < good:
        return None
    return _("The first {0} rows were tried in full; of the others the values alone were checked.").format(rehearsed)


# -- run


def start(doc: Any) -> dict[str, Any]:
    """Run a stored import: at once when it is small, else in the background."""
    status = local.db.get_value("Data Import", doc.name, "status", for_update=True)
    if status == SUCCESS:
        raise ValidationError(_("{0} is imported already. Make a new import for another file.").format(doc.name))
    plan = plan_of(doc)
    if len(plan.rows) <= INLINE_ROWS:
        return run(doc, plan)
    enqueue(
        f"{HERE}.run_stored", queue="long", job_id=f"data_import:{doc.name}", deduplicate=True,
        enqueue_after_commit=True, on_failure=f"{HERE}.note_failure",
        job_name=f"Import of {doc.reference_doctype}", data_import=doc.name,
    )  # fmt: skip
    doc.db_set({"status": "Pending", "payload_count": len(plan.rows)})
    return {**result_of(doc), "queued": True}


def run_stored(data_import: str) -> None:
    """Run an import in the background, as the user who started it."""
    doc = get_doc("Data Import", data_import)
    doc.check_permission("write")
    if doc.status != SUCCESS:
        run(doc, plan_of(doc), in_background=True)


def note_failure(job: Any, _connection: Any, kind: type[BaseException] | None, error: Any, _trace: Any) -> None:
    """Say in the import that its job has ended by an error, so that nobody waits for it."""
    doc = get_doc("Data Import", job.kwargs["data_import"])
    known = isinstance(error, (ValidationError, NoPermission))
    text = words_of(error) if known else _("The import was stopped by an error in the program or by the server.")
    hint = None if known else _("Start it again: rows that are written are left out.")
    status = "Timed Out" if kind is not None and "Timeout" in kind.__name__ else FAILED
    warnings = json.dumps([Problem(text, hint=hint).as_dict()], ensure_ascii=False)
    doc.db_set({"status": status, "template_warnings": warnings})


def run(doc: Any, plan: Plan, *, in_background: bool = False) -> dict[str, Any]:
    """Write a plan's rows, note the outcome in the import and its log, and return it."""
    total = len(plan.rows)
    _leave_out_done(doc.name, plan)
    if not doc.operation:
        doc.db_set("operation", str(uuid7()))
    options = Options(
        mode=doc.mode or STRICT, submit=bool(doc.submit_after_import), mute_emails=bool(doc.mute_emails),
        data_import=doc.name, commit_batches=in_background and doc.mode == PARTIAL, operation=doc.operation,
    )  # fmt: skip
    outcome = run_plan(plan, options, lambda done, of: _tell_progress(doc, done, of))
    doc.db_set(_values_of(outcome, total))
    user, message = current_user(), {"data_import": doc.name}
    local.db.after_commit.add(lambda: publish_realtime("data_import_refresh", message, user=user))
    return result_of(doc)


def _leave_out_done(name: str, plan: Plan) -> None:
    """Rows that an earlier run wrote are not written again; what it said of the others is forgotten."""
    rows = local.db.get_all("Data Import Log", {"data_import": name, "success": 1}, pluck="row_indexes", limit=0)
    done = {number for text in rows for number in json.loads(text or "[]")}
    local.db.delete("Data Import Log", {"data_import": name, "success": 0})
    plan.rows = [row for row in plan.rows if not done.intersection(row.numbers)]


def _values_of(outcome: Outcome, total: int) -> dict[str, Any]:
    problems = [problem.as_dict() for problem in outcome.problems]
    return {
        "status": outcome.status, "payload_count": total,
        "template_warnings": json.dumps(problems, ensure_ascii=False) if problems else None,
    }  # fmt: skip


def _tell_progress(doc: Any, done: int, of: int) -> None:
    message = {"data_import": doc.name, "current": done, "total": of, "doctype": doc.reference_doctype}
    publish_realtime("data_import_progress", message, user=current_user())


def result_of(doc: Any) -> dict[str, Any]:
    """Return how an import went: counts, the problems, the records, and where the bad rows can be had."""
    logs = local.db.get_all(
        "Data Import Log",
        {"data_import": doc.name},
        ["success", "docname", "messages"],
        order_by="log_index asc",
        limit=0,
    )
    names = [row.docname for row in logs if row.success]
    problems = json.loads(doc.template_warnings or "[]")
    problems += [problem for row in logs if not row.success for problem in json.loads(row.messages or "[]")]
    total = cint(doc.payload_count) or len(logs)
    bad = any(problem["level"] == ERROR for problem in problems)
    return {
        "data_import": doc.name,
        "status": doc.status,
        "queued": False,
        "operation": doc.operation,
        "total": total,
        "imported": len(names),
        "failed": total - len(names) if doc.status != "Pending" else 0,
        "documents": names[:LINKED_NAMES],
        "problem_count": len(problems),
        "problems": problems[:SENT_PROBLEMS],
        "error_file_url": f"{ENDPOINT}.download_errored_template?data_import_name={quote(doc.name)}" if bad else None,
    }


# -- files


def send_template(doctype: str, options: Mapping[str, Any]) -> None:
    """Answer with a template; with records the right to export is needed and it is logged.

    ``options`` as in the contract: ``export_fields``, ``export_records``, ``export_filters``, ``file_type``.
    """
    meta = get_meta(doctype)
    kind = "CSV" if options.get("file_type") == "CSV" else "Excel"
    which = options.get("export_records") or "blank_template"
    with_records = which != "blank_template"
    chosen = _chosen_fields(doctype, options.get("export_fields"))
    records: list[list[Any]] = []
    if with_records:
        can_export(doctype, raise_exception=True)
        filters = parse_json(options.get("export_filters")) if which == "by_filter" else None
        targets = templates.template_targets(meta, with_id=True, chosen=chosen)
        limit = 5 if which == "5_records" else templates.MAX_RECORDS
        records = templates.read_records(meta, targets, filters, limit)
        write_access_log(doctype=doctype, file_type=kind, method="data_import.download_template", filters=filters)
        local.flags.commit = True  # the log stays though a download may be a GET
    content = templates.build_template(meta, kind, for_update=with_records, chosen=chosen, records=records)
    send_file(_(doctype), kind, content)


def _chosen_fields(doctype: str, given: Any) -> list[str] | None:
    """Return the keys of the columns asked for: ``{DocType: [fieldname], table: [fieldname]}``, or a list of keys."""
    parsed = parse_json(given) if given else None
    if isinstance(parsed, list):
        return [cstr(key) for key in parsed]
    if not isinstance(parsed, dict):
        return None
    keys: list[str] = []
    for place, fieldnames in parsed.items():
        head = "" if place == doctype else f"{place}."
        keys += [head + cstr(fieldname) for fieldname in fieldnames or ()]
    return keys


def send_errored_rows(doc: Any) -> None:
    """Answer with the rows that were not imported and why: of a strict import the whole file, to send again."""
    plan = plan_of(doc)
    logs = local.db.get_all(
        "Data Import Log", {"data_import": doc.name}, ["success", "row_indexes", "messages"], limit=0
    )
    reasons: dict[int, list[Problem]] = {}
    for log in logs:
        for number in json.loads(log.row_indexes or "[]") if not log.success else ():
            reasons[number] = [Problem(**problem) for problem in json.loads(log.messages or "[]")]
    for row in plan.rows:
        row.problems = next((reasons[number] for number in row.numbers if number in reasons), [])
    rows = (
        plan.rows
        if (doc.mode or STRICT) == STRICT or not reasons
        else [row for row in plan.rows if reasons.keys() & set(row.numbers)]
    )
    kind = "csv" if cstr(doc.import_file).lower().endswith(".csv") else "xlsx"
    content = templates.build_error_file(plan, rows, kind)
    send_file(_("{0} to correct").format(_(doc.reference_doctype)), "CSV" if kind == "csv" else "Excel", content)


def send_file(title: str, kind: str, content: bytes) -> None:
    """Make a file the answer of the request."""
    ending, content_type = ("csv", CSV) if kind == "CSV" else ("xlsx", XLSX)
    local.response.update(type="download", filename=f"{title}.{ending}", filecontent=content, content_type=content_type)


# -- the command line


def run_file(
    path: str,
    doctype: str,
    import_type: str = INSERT,
    submit_after_import: bool = False,
    mute_emails: bool = True,
    *,
    mode: str = STRICT,
) -> dict[str, Any]:
    """Import a file of this machine as the acting user and return the outcome (see `result_of`); the caller commits.

    ``import_type`` may be short: ``Insert`` or ``Update``.
    """
    source = Path(path)
    if not source.is_file():
        raise ValidationError(_("There is no file {0}.").format(path))
    file = new_doc("File", file_name=source.name, is_private=1)
    file.content = source.read_bytes()
    file.insert()
    doc = new_doc(
        "Data Import", reference_doctype=doctype, mode=mode, import_file=file.file_url,
        import_type=UPDATE if import_type.lower().startswith("update") else INSERT,
        submit_after_import=int(submit_after_import), mute_emails=int(mute_emails),
    ).insert()  # fmt: skip
    return run(doc, plan_of(doc))
