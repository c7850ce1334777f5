"""Which records a user sees: one mechanism for all DocTypes, declared as data (X03).

``DOCTYPES`` names, per DocType, the fields that carry persons, branch and territory. ``Role Data Scope`` records say
how far a role reaches. ``condition`` turns both into one SQL condition; the list hook returns it, and the document
hook asks it of the stored row, so a list and a document can never disagree, and a value that a user is about to
write never opens a record. What several roles allow adds up. Shared documents stay visible through their share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import frappe

CACHE_KEY = "crm_suite:data_scope"
ALL = "All"
EVERY_DOCTYPE = ""
READING = frozenset({"read", "select", "print", "email", "report", "export", "share"})


@dataclass(frozen=True)
class ScopeFields:
    """The fields of a DocType that decide who sees a record.

    ``persons``: Link fields to User; a record with none of them filled belongs to its creator.
    ``creator_stays``: the creator sees the record also when it is in the hands of others.
    ``team``: child DocType whose ``user`` works on the record too.
    ``parents``: (Link field, DocType): seen by whoever sees the linked record.
    ``linked_parent``: DocType it belongs to through a Dynamic Link row (Contact, Address).
    ``referrers``: (DocType, Link field) that a role with scope Linked follows backwards.
    """

    persons: tuple[str, ...] = ()
    creator_stays: bool = False
    branch: str = ""
    territory: str = ""
    team: str = ""
    parents: tuple[tuple[str, str], ...] = ()
    linked_parent: str = ""
    referrers: tuple[tuple[str, str], ...] = ()


DOCTYPES = {
    "Customer": ScopeFields(
        persons=("account_manager",),
        branch="branch",
        territory="territory",
        team="Customer Team Member",
        referrers=(("Issue", "customer"),),
    ),
    "Lead": ScopeFields(persons=("lead_owner",), branch="branch", territory="territory"),
    "Opportunity": ScopeFields(
        persons=("opportunity_owner",), branch="branch", territory="territory", team="Opportunity Team Member"
    ),
    "Quotation": ScopeFields(
        persons=("quotation_owner",),
        branch="branch",
        territory="territory",
        parents=(("opportunity", "Opportunity"),),
    ),
    "Issue": ScopeFields(
        persons=("responsible_person", "accepted_by", "escalated_to"),
        creator_stays=True,
        branch="branch",
        parents=(("customer", "Customer"),),
    ),
    "Demand Batch": ScopeFields(persons=("customer_manager",), branch="branch"),
    "Site Demand": ScopeFields(persons=("customer_manager", "region_manager"), branch="branch"),
    "Tower Order": ScopeFields(persons=("customer_manager",), branch="branch", parents=(("demand", "Site Demand"),)),
    "Contact": ScopeFields(linked_parent="Customer"),
    "Address": ScopeFields(linked_parent="Customer"),
}


@dataclass(frozen=True)
class Reach:
    """The people and places that a user's position covers; lists, because it travels through the cache."""

    team: list[str] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)
    branch_people: list[str] = field(default_factory=list)
    territories: list[str] = field(default_factory=list)
    read_only_territories: list[str] = field(default_factory=list)


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
    """Agree where the stored record lies in the user's scope; a share is granted by the framework afterwards."""
    if ptype == "create" or doc.is_new():
        return True
    within = condition(doc.doctype, user or frappe.session.user, writing=ptype not in READING)
    if not within:
        return True
    sql = f"select `name` from `tab{doc.doctype}` where `name` = {_quoted(doc.name)} and ({within}) limit 1"
    return bool(frappe.db.sql(sql))


def list_condition(doctype: str, user: str | None = None) -> str:
    """Return the condition for lists: the scope or a share."""
    user = user or frappe.session.user
    within = condition(doctype, user)
    return f"({within} or {_shared(doctype, user)})" if within else ""


def condition(doctype: str, user: str, *, writing: bool = False) -> str:
    """Return the SQL condition of a user's scope on a DocType; empty when everything is in it."""
    return _condition(doctype, user, follow=True, writing=writing)


def scopes_of(doctype: str, user: str) -> set[str]:
    """Return the scopes that the user's roles give on a DocType; Own when no role says anything.

    A row of the DocType replaces the role's general row. What several roles give adds up, so the widest wins.
    """
    if user == "Administrator":
        return {ALL}
    table = _role_scopes()
    rows = (table.get(role, {}) for role in frappe.get_roles(user))
    found = {row.get(doctype) or row.get(EVERY_DOCTYPE) for row in rows}
    return {scope for scope in found if scope} or {"Own"}


def reach_of(user: str) -> Reach:
    """Return the people and places of a user, computed once and kept until the organisation changes."""
    return Reach(**frappe.cache.hget(CACHE_KEY, f"reach:{user}", lambda: asdict(_compute_reach(user))))


def forget(doc: Any = None, method: str | None = None, *args: Any, **kwargs: Any) -> None:
    """Drop what was computed, now and again when the transaction ends either way."""
    _drop()
    frappe.db.after_commit.add(_drop)
    frappe.db.after_rollback.add(_drop)


def _drop() -> None:
    frappe.cache.delete_value(CACHE_KEY)


def _condition(doctype: str, user: str, *, follow: bool, writing: bool = False) -> str:
    scopes = scopes_of(doctype, user)
    if ALL in scopes:
        return ""
    fields, reach = DOCTYPES[doctype], reach_of(user)
    people = {user}
    if "Team" in scopes:
        people.update(reach.team)
    if "Branch" in scopes:
        people.update(reach.branch_people)
    parts = [_of_people(doctype, fields, people)]
    if "Branch" in scopes and fields.branch:
        parts.append(_one_of(_column(doctype, fields.branch), reach.branches))
    if "Territory" in scopes and fields.territory:
        territories = set(reach.territories) - set(reach.read_only_territories if writing else ())
        parts.append(_one_of(_column(doctype, fields.territory), territories))
    if "Linked" in scopes:
        parts.extend(_referred(doctype, user, referrer, link) for referrer, link in fields.referrers)
    if follow:
        parts.extend(_through_parents(doctype, fields, user))
    return "(" + " or ".join(part for part in parts if part) + ")"


def _of_people(doctype: str, fields: ScopeFields, people: set[str]) -> str:
    owner = _one_of(_column(doctype, "owner"), people)
    if not fields.persons:
        return owner
    columns = [_column(doctype, person) for person in fields.persons]
    nobody = " and ".join(f"ifnull({column}, '') = ''" for column in columns)
    parts = [_one_of(column, people) for column in columns]
    parts.append(owner if fields.creator_stays else f"({nobody} and {owner})")
    if fields.team:
        members = _one_of(_column(fields.team, "user"), people)
        table = f"`tab{fields.team}`"
        mine = f"{table}.`parenttype` = {_quoted(doctype)} and {members}"
        parts.append(f"{_column(doctype, 'name')} in (select {table}.`parent` from {table} where {mine})")
    return "(" + " or ".join(parts) + ")"


def _through_parents(doctype: str, fields: ScopeFields, user: str) -> Iterable[str]:
    """Give the conditions on linked records; a parent's own parents are not followed, so this ends."""
    for link, parent in fields.parents:
        yield f"{_column(doctype, link)} in ({_names_within(parent, user)})"
    if fields.linked_parent:
        parent, table = fields.linked_parent, "`tabDynamic Link`"
        rows = (
            f"{table}.`parenttype` = {_quoted(doctype)} and {table}.`link_doctype` = {_quoted(parent)}"
            f" and {table}.`link_name` in ({_names_within(parent, user)})"
        )
        yield f"{_column(doctype, 'name')} in (select {table}.`parent` from {table} where {rows})"


def _names_within(doctype: str, user: str) -> str:
    within = _condition(doctype, user, follow=False) or "1 = 1"
    return f"select {_column(doctype, 'name')} from `tab{doctype}` where {within}"


def _referred(doctype: str, user: str, referrer: str, link: str) -> str:
    within = _condition(referrer, user, follow=False) or "1 = 1"
    column = _column(referrer, link)
    rows = f"select {column} from `tab{referrer}` where {column} is not null and {within}"
    return f"{_column(doctype, 'name')} in ({rows})"


def _shared(doctype: str, user: str) -> str:
    rows = (
        "select `tabDocShare`.`share_name` from `tabDocShare`"
        f" where `tabDocShare`.`share_doctype` = {_quoted(doctype)} and `tabDocShare`.`read` = 1"
        f" and (`tabDocShare`.`user` = {_quoted(user)} or `tabDocShare`.`everyone` = 1)"
    )
    return f"{_column(doctype, 'name')} in ({rows})"


def _column(doctype: str, fieldname: str) -> str:
    return f"`tab{doctype}`.`{fieldname}`"


def _one_of(column: str, values: Iterable[str]) -> str:
    quoted = ", ".join(_quoted(value) for value in sorted(values))
    return f"{column} in ({quoted})" if quoted else ""


def _quoted(value: str) -> str:
    return str(frappe.db.escape(value, percent=False))


def _role_scopes() -> dict[str, dict[str, str]]:
    def load() -> dict[str, dict[str, str]]:
        table: dict[str, dict[str, str]] = {}
        filters = {"disabled": 0}
        for row in frappe.get_all("Role Data Scope", filters=filters, fields=["role", "document_type", "scope"]):
            table.setdefault(row.role, {})[row.document_type or EVERY_DOCTYPE] = row.scope
        return table

    return dict(frappe.cache.hget(CACHE_KEY, "roles", load))


def _compute_reach(user: str) -> Reach:
    employees = frappe.get_all("Employee", fields=["name", "user", "reports_to", "branch"], limit=0)
    team = _subordinates(user, employees) | _sales_subordinates(user)
    branches = _branches(user, employees)
    people = {row.user for row in employees if row.user and row.branch in branches}
    writable, readable = _territories(user)
    return Reach(
        team=sorted(team),
        branches=sorted(branches),
        branch_people=sorted(people),
        territories=sorted(writable | readable),
        read_only_territories=sorted(readable - writable),
    )


def _subordinates(user: str, employees: list[Any]) -> set[str]:
    reports: dict[str, list[Any]] = {}
    for row in employees:
        reports.setdefault(row.reports_to or "", []).append(row)
    seen: set[str] = set()
    waiting = [row.name for row in employees if row.user == user]
    people: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for row in reports.get(name, ()):
            waiting.append(row.name)
            if row.user:
                people.add(row.user)
    return people


def _sales_subordinates(user: str) -> set[str]:
    users = _below("Sales Person", [["user", "=", user]], "user")
    return {name for name in users if name}


def _branches(user: str, employees: list[Any]) -> set[str]:
    own = {row.branch for row in employees if row.user == user and row.branch}
    own |= set(frappe.get_all("Branch", filters={"head": user}, pluck="name"))
    own |= set(filter(None, frappe.get_all("Sales Person", filters={"user": user}, pluck="branch")))
    return set(_below("Branch", [["name", "in", sorted(own)]], "name")) if own else set()


def _territories(user: str) -> tuple[set[str], set[str]]:
    """Return the territories that a user may write in and those that a user may read in, with all below them."""
    own = set(frappe.get_all("Territory", filters={"manager": user}, pluck="name"))
    filters = {"user": user, "parenttype": "Territory"}
    rows = frappe.get_all("Territory Member", filters=filters, fields=["parent", "rights"])
    writable = own | {row.parent for row in rows if row.rights == "Write"}
    return _territories_below(writable), _territories_below({row.parent for row in rows})


def _territories_below(names: set[str]) -> set[str]:
    return set(_below("Territory", [["name", "in", sorted(names)]], "name")) if names else set()


def _below(doctype: str, filters: list[Any], fieldname: str) -> list[str]:
    """Return a field of the tree nodes that fit and of all nodes below them."""
    found: list[str] = []
    for node in frappe.get_all(doctype, filters=filters, fields=["lft", "rgt"]):
        inside = [["lft", ">=", node.lft], ["rgt", "<=", node.rgt]]
        found.extend(frappe.get_all(doctype, filters=inside, pluck=fieldname))
    return found


def customer_conditions(user: str | None = None) -> str:
    """Narrow lists of Customer."""
    return list_condition("Customer", user)


def lead_conditions(user: str | None = None) -> str:
    """Narrow lists of Lead."""
    return list_condition("Lead", user)


def opportunity_conditions(user: str | None = None) -> str:
    """Narrow lists of Opportunity."""
    return list_condition("Opportunity", user)


def quotation_conditions(user: str | None = None) -> str:
    """Narrow lists of Quotation."""
    return list_condition("Quotation", user)


def issue_conditions(user: str | None = None) -> str:
    """Narrow lists of Issue."""
    return list_condition("Issue", user)


def demand_batch_conditions(user: str | None = None) -> str:
    """Narrow lists of Demand Batch."""
    return list_condition("Demand Batch", user)


def site_demand_conditions(user: str | None = None) -> str:
    """Narrow lists of Site Demand."""
    return list_condition("Site Demand", user)


def tower_order_conditions(user: str | None = None) -> str:
    """Narrow lists of Tower Order."""
    return list_condition("Tower Order", user)


def contact_conditions(user: str | None = None) -> str:
    """Narrow lists of Contact."""
    return list_condition("Contact", user)


def address_conditions(user: str | None = None) -> str:
    """Narrow lists of Address."""
    return list_condition("Address", user)
