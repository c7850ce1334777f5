"""The demo company: loaded once as one operation, taken away again except for what people changed (design 6.3).

Loading plays ``fixtures/demo/`` (see ``demo_records``). Taking away reads the journal: it deletes what the operation
inserted, newest first. A record that a person has changed since, or that a record of a person's points at, stays, with
everything it points at itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.defaults import get_global_default, set_global_default
from frappe.exceptions import ValidationError
from frappe.install.demo_records import Player, read_entries
from frappe.journal import operation
from frappe.localization import now
from frappe.messages import _
from frappe.metadata import find_meta, get_meta
from frappe.model.delete_doc import delete_doc
from frappe.model.documents import get_doc
from frappe.model.links import NOT_BLOCKING, LinkSource, link_uses, sources_of
from frappe.operations import Kept
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.sites import set_user
from frappe.utils import cstr

KIND, REMOVAL_KIND = "demo", "demo-removal"
MARKER, LOADED, REMOVED = "demo_company", "loaded", "removed"
BATCH = 200
# Rows that come and go with the record they belong to.
COMPANIONS = NOT_BLOCKING | {"Notification Settings"}
# What signing in writes into an account changes nothing that a person would miss.
SIGN_IN_FIELDS = frozenset({"last_login", "last_ip", "last_active", "modified", "modified_by"})
SYSTEM_KINDS = frozenset({KIND, REMOVAL_KIND, "migrate", "install"})

Key = tuple[str, str]


@dataclass(frozen=True)
class Removal:
    """What taking the demo company away deletes, in this order, and what it keeps."""

    going: tuple[Key, ...]
    kept: tuple[Kept, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"deleted": len(self.going), "kept": [record.as_dict() for record in self.kept]}


# -- load


def load_demo(folder: Path | None = None) -> dict[str, int]:
    """Load the demo company into the active site and return how many records of each DocType were made.

    Its users have no password and nobody is mailed. The caller commits.

    Raises:
        ValidationError: it is loaded already, records of an earlier one were kept, or the site lacks an app it needs.
    """
    _refuse_second_load()
    entries = read_entries(folder or demo_folder())
    user, muted = local.session.user, local.flags.mute_emails
    local.flags.mute_emails = True
    set_user("Administrator")
    try:
        with operation(KIND, route="fixtures/demo", journal_all=True) as found:
            player = Player()
            for entry in entries:
                player.play(entry)
        _set_marker(operation=found.id, state=LOADED, finished=now())
        local.db.set_single_value("System Settings", "setup_complete", 1)
    finally:
        set_user(user)
        local.flags.mute_emails = muted
    counts: dict[str, int] = {}
    for doctype, _name in _inserted(found.id):
        counts[doctype] = counts.get(doctype, 0) + 1
    return counts


def _refuse_second_load() -> None:
    marker = _marker()
    if marker["state"] == LOADED:
        raise ValidationError(_("The demo company is loaded already. Take it away first with: ./bench remove-demo"))
    left = list(_present(_removable(marker["operation"])))
    if left:
        doctype, name = left[-1]
        raise ValidationError(
            _(
                "{0} records of an earlier demo company were kept, such as {1} {2}."
                " Delete them before you load it again, or load it into a new site."
            ).format(len(left), _(doctype), name)
        )


def demo_folder() -> Path:
    """Return the bench's folder of the demo company, or that of the checkout the framework runs from."""
    own = Path(local.sites_path).resolve().parent / "fixtures" / "demo"
    return own if own.is_dir() else Path(__file__).resolve().parents[4] / "fixtures" / "demo"


@whitelist()
def is_loaded() -> bool:
    """Tell whether the demo company is on the site. For System Managers."""
    only_for("System Manager")
    return _marker()["state"] == LOADED


def _marker() -> dict[str, str]:
    """Return the operation of the last demo company, whether it is loaded or removed, and when loading ended."""
    text = get_global_default(MARKER)
    return {"operation": "", "state": REMOVED, "finished": "", **(json.loads(text) if text else {})}


def _set_marker(**values: str) -> None:
    set_global_default(MARKER, json.dumps(values))


# -- take away


@whitelist()
def preview() -> dict[str, Any]:
    """Return what ``remove`` would delete and keep, and change nothing. For System Managers."""
    only_for("System Manager")
    return _plan_removal(_loaded_marker()).as_dict()


@whitelist(methods=["POST"])
def remove() -> dict[str, Any]:
    """Take the demo company away and return what was deleted and kept. For System Managers."""
    only_for("System Manager")
    return remove_demo()


def remove_demo() -> dict[str, Any]:
    """Delete what loading the demo company inserted, newest first, except for what people changed or need.

    Returns ``{"deleted": number, "kept": [{doctype, name, title, reason}]}``. The caller commits.

    Raises:
        ValidationError: it is not loaded.
    """
    marker = _loaded_marker()
    removal = _plan_removal(marker)
    with operation(REMOVAL_KIND, route="fixtures/demo", journal_all=True):
        for doctype, name in (*_files_of(removal.going), *removal.going):
            delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)
    _set_marker(operation=marker["operation"], state=REMOVED)
    return removal.as_dict()


def _loaded_marker() -> dict[str, str]:
    marker = _marker()
    if marker["state"] != LOADED:
        raise ValidationError(_("The demo company is not loaded."))
    return marker


def _plan_removal(marker: dict[str, str]) -> Removal:
    inserted = _removable(marker["operation"])
    present = _present(inserted)
    reasons = _reasons_to_keep(present, marker)
    going = (key for key in reversed(inserted) if key in present and key not in reasons)
    return Removal(tuple(going), tuple(_kept(key, reasons[key]) for key in inserted if key in reasons))


def _inserted(operation_id: str) -> list[Key]:
    """Return what an operation inserted, oldest first, each once."""
    rows = local.db.connection.query(
        "select `doctype`, `name` from `__journal` where `operation` = ? and `action` = 'insert' order by `sequence`",
        (operation_id,),
    )
    return list(dict.fromkeys((doctype, cstr(name)) for doctype, name in rows))


def _removable(operation_id: str) -> list[Key]:
    """Return what an operation inserted and what does not go by itself with its record."""
    return [key for key in _inserted(operation_id) if key[0] not in COMPANIONS]


def _present(keys: Iterable[Key]) -> dict[Key, Any]:
    """Return the documents that are still there, by key, with the moment of their last change."""
    present: dict[Key, Any] = {}
    for doctype, names in _by_doctype(keys).items():
        if find_meta(doctype) is None:
            continue
        for part in _parts(names):
            rows = local.db.get_all(doctype, {"name": ["in", part]}, ["name", "modified"], limit=0)
            present.update({(doctype, cstr(row.name)): row.modified for row in rows})
    return present


def _files_of(keys: Iterable[Key]) -> list[Key]:
    """Return the files attached to documents; they go first, so that no copy of them is kept."""
    files: list[Key] = []
    for doctype, names in _by_doctype(keys).items():
        for part in _parts(names):
            attached = {"attached_to_doctype": doctype, "attached_to_name": ["in", part]}
            files.extend(("File", name) for name in local.db.get_all("File", attached, pluck="name", limit=0))
    return files


def _by_doctype(keys: Iterable[Key]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for doctype, name in keys:
        names.setdefault(doctype, []).append(name)
    return names


def _parts(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH]


def _kept(key: Key, reason: str) -> Kept:
    doctype, name = key
    field = get_meta(doctype).title_field
    title = local.db.get_value(doctype, name, field) if field else None
    return Kept(doctype, name, cstr(title or name), reason)


# -- what stays


def _reasons_to_keep(present: dict[Key, Any], marker: dict[str, str]) -> dict[Key, str]:
    """Return the documents that stay, each with its reason: changed, pointed at, needed by one that stays."""
    reasons = {key: _("changed since") for key in _changed(present, marker)}
    for key, (doctype, name) in _pointed_at(present).items():
        reasons.setdefault(key, _("{0} {1} refers to it").format(_(doctype), name))
    waiting = list(reasons)
    while waiting:
        doctype, name = waiting.pop()
        for use in link_uses(get_doc(doctype, name)):
            needed = (use.target, use.value)
            if needed in present and needed not in reasons:
                reasons[needed] = _("{0} {1} needs it").format(_(doctype), name)
                waiting.append(needed)
    return reasons


def _changed(present: dict[Key, Any], marker: dict[str, str]) -> Iterator[Key]:
    """Yield what people have changed: by the journal, or by the time stamp where changes are not journaled."""
    journaled = set(_changed_in_journal(marker["operation"]))
    for key, modified in present.items():
        tracked = bool(get_meta(key[0]).track_changes)
        if key in journaled or (not tracked and key[0] != "User" and cstr(modified) > marker["finished"]):
            yield key


def _changed_in_journal(operation_id: str) -> Iterator[Key]:
    rows = local.db.connection.rows(
        "select j.`doctype`, j.`name`, j.`new`, o.`kind`, o.`parent` from `__journal` d"
        " join `__journal` j on j.`doctype` = d.`doctype` and j.`name` = d.`name` and j.`sequence` > d.`sequence`"
        " join `__journal` o on o.`operation` = j.`operation` and o.`kind` is not null"
        " where d.`operation` = ? and d.`action` = 'insert' and j.`operation` <> ?",
        (operation_id, operation_id),
    )
    for row in rows:
        scheduled = row["kind"] == "job" and not row["parent"]
        if row["kind"] in SYSTEM_KINDS or scheduled or _is_sign_in(row):
            continue
        yield row["doctype"], cstr(row["name"])


def _is_sign_in(row: dict[str, Any]) -> bool:
    return row["doctype"] == "User" and bool(row["new"]) and set(json.loads(row["new"])) <= SIGN_IN_FIELDS


def _pointed_at(present: dict[Key, Any]) -> dict[Key, Key]:
    """Return which of the documents others than they themselves point at, and one that does."""
    found: dict[Key, Key] = {}
    for doctype, names in _by_doctype(present).items():
        for source in sources_of(doctype):
            if source.doctype in COMPANIONS or find_meta(source.doctype) is None:
                continue
            for part in _parts(names):
                for name, owner in _pointers(source, doctype, part):
                    if owner not in present and owner[0] not in COMPANIONS:
                        found.setdefault((doctype, name), owner)
    return found


def _pointers(source: LinkSource, doctype: str, names: list[str]) -> Iterator[tuple[str, Key]]:
    """Yield (name, who points at it) for one link field."""
    if source.is_single:
        stored = local.db.get_singles_dict(source.doctype)
        value, target = stored.get(source.fieldname), stored.get(source.dynamic_type_field or "")
        if value in names and (not source.dynamic_type_field or target == doctype):
            yield cstr(value), (source.doctype, source.doctype)
        return
    filters: dict[str, Any] = {source.fieldname: ["in", names]}
    if source.dynamic_type_field:
        filters[source.dynamic_type_field] = doctype
    columns = ["parenttype", "parent"] if source.is_child else ["name"]
    for row in local.db.get_all(source.doctype, filters, [source.fieldname, *columns], limit=0, order_by=None):
        owner = (row.parenttype, row.parent) if source.is_child else (source.doctype, cstr(row.name))
        yield cstr(row[source.fieldname]), owner
