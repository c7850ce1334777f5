"""Own, team, branch, territory, linked, all (X03): list, count, get and search always agree."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from crm_suite.data_scope import DOCTYPES, scopes_of
from frappe.client import get_count
from frappe.desk.search import search_link

REP, COLLEAGUE, MANAGER, DIRECTOR, BOSS, AGENT = (
    f"{name}@example.com" for name in ("rep", "colleague", "manager", "director", "boss", "agent")
)
OWNER_FIELDS = {
    "Customer": "account_manager",
    "Lead": "lead_owner",
    "Opportunity": "opportunity_owner",
    "Quotation": "quotation_owner",
    "Issue": "responsible_person",
}
SALES = tuple(name for name in OWNER_FIELDS if name != "Issue")


@pytest.fixture
def organisation(crm: Any, make_user: Callable[..., str]) -> None:
    """Two branches; a manager with one subordinate; a director and a colleague in the other branch."""
    frappe.get_doc({"doctype": "Branch", "branch_name": "East", "branch_type": "Region", "is_group": 1}).insert()
    for name in ("Shanghai", "Nanjing"):
        frappe.get_doc({"doctype": "Branch", "branch_name": name, "parent_branch": "East"}).insert()
    make_user("boss", "Sales Director")
    make_user("manager", "Sales Manager", branch="Shanghai")
    make_user("rep", "Sales Representative", reports_to="manager", branch="Shanghai")
    make_user("director", "Office Director", branch="Nanjing")
    make_user("colleague", "Sales Representative", branch="Nanjing")
    make_user("agent", "Service Agent")


@pytest.fixture
def make_owned(organisation: None, make: Callable[..., Any]) -> Callable[..., str]:
    """Make a record of a DocType that belongs to a user; return its name."""
    customers: list[str] = []

    def basics(doctype: str) -> dict[str, Any]:
        if doctype in ("Opportunity", "Quotation") and not customers:
            customers.append(make("Customer", customer_name="公共客户有限公司", account_manager=BOSS).name)
        if doctype == "Quotation":
            if not frappe.db.exists("Item", "ITEM-1"):
                make("Item")
            return {"customer": customers[0], "items": [{"item": "ITEM-1", "qty": 1}]}
        return {"customer": customers[0]} if doctype == "Opportunity" else {}

    def insert(doctype: str, owner: str, **values: Any) -> str:
        if doctype == "Customer":
            values.setdefault("customer_name", f"{random.Random(owner).getrandbits(64):x} Holding")
        return str(make(doctype, **{**basics(doctype), OWNER_FIELDS[doctype]: owner, **values}).name)

    return insert


def seen(doctype: str, user: str, names: list[str], acting: Callable[[str], Any]) -> dict[str, set[str]]:
    """Return what each road shows a user of some records."""
    with acting(user):
        listed = set(frappe.get_list(doctype, filters={"name": ["in", names]}, pluck="name"))
        counted = get_count(doctype, filters={"name": ["in", names]})
        got = {name for name in names if frappe.get_doc(doctype, name).has_permission("read")}
        found = {row["value"] for row in search_link(doctype, "", page_length=100, filters={"name": ["in", names]})}
    assert counted == len(listed)
    return {"list": listed, "get": got, "search": found}


@pytest.mark.parametrize("doctype", SALES)
def test_each_scope_sees_its_part_on_every_road(
    doctype: str, make_owned: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    mine, theirs = make_owned(doctype, REP), make_owned(doctype, COLLEAGUE)
    expected = {
        REP: {mine},
        COLLEAGUE: {theirs},
        MANAGER: {mine},
        DIRECTOR: {theirs},
        BOSS: {mine, theirs},
    }

    for user, names in expected.items():
        assert seen(doctype, user, [mine, theirs], acting) == {"list": names, "get": names, "search": names}, user


def test_a_ticket_is_seen_by_its_creator_its_handler_and_all_agents(
    make_owned: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    with acting(REP):
        ticket = make_owned("Issue", COLLEAGUE)

    visible = {
        user for user in (REP, COLLEAGUE, MANAGER, AGENT, BOSS)
        if seen("Issue", user, [ticket], acting)["list"]
    }  # fmt: skip

    assert visible == {REP, COLLEAGUE, AGENT, BOSS, MANAGER}


def test_a_branch_scope_reaches_the_branches_below(
    make_owned: Callable[..., str], make_user: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    region = make_user("region", "Office Director", branch="East")
    placed = make_owned("Customer", BOSS, branch="Shanghai")

    assert seen("Customer", region, [placed], acting)["get"] == {placed}
    assert seen("Customer", DIRECTOR, [placed], acting)["get"] == set()


def test_a_team_reaches_all_levels_below(
    make_owned: Callable[..., str], make_user: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    make_user("assistant", "Sales Representative", reports_to="rep")
    deep = make_owned("Customer", "assistant@example.com")

    assert seen("Customer", MANAGER, [deep], acting)["list"] == {deep}


def test_a_team_member_sees_the_customer_and_a_share_opens_it_too(
    make_owned: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    joint = make_owned("Customer", REP, team=[{"user": COLLEAGUE}])
    assert seen("Customer", COLLEAGUE, [joint], acting)["list"] == {joint}

    own = make_owned("Customer", REP, customer_name="Shared Industries Ltd")
    frappe.share.add("Customer", own, COLLEAGUE, read=1)

    assert seen("Customer", COLLEAGUE, [own], acting) == {"list": {own}, "get": {own}, "search": {own}}
    with acting(COLLEAGUE):
        assert not frappe.get_doc("Customer", own).has_permission("write")


def test_a_service_agent_sees_only_customers_with_tickets(
    make_owned: Callable[..., str], make: Callable[..., Any], acting: Callable[[str], Any]
) -> None:
    with_ticket = make_owned("Customer", REP)
    without = make_owned("Customer", COLLEAGUE)
    make("Issue", customer=with_ticket)

    assert seen("Customer", AGENT, [with_ticket, without], acting)["list"] == {with_ticket}
    with acting(AGENT):
        for doctype in ("Opportunity", "Quotation"):
            with pytest.raises(frappe.PermissionError):
                frappe.get_list(doctype)


def test_contacts_and_addresses_follow_their_customer(
    make_owned: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    customer = make_owned("Customer", REP)
    links = [{"link_doctype": "Customer", "link_name": customer}]
    person = frappe.get_doc({"doctype": "Contact", "first_name": "Han", "links": links}).insert().name
    place = frappe.get_doc(
        {"doctype": "Address", "address_title": "Head office", "address_type": "Office", "address_line1": "1 Road",
         "city": "Shanghai", "country": "China", "links": links}
    ).insert().name  # fmt: skip

    for doctype, name in (("Contact", person), ("Address", place)):
        assert seen(doctype, REP, [name], acting) == {"list": {name}, "get": {name}, "search": {name}}
        assert seen(doctype, COLLEAGUE, [name], acting) == {"list": set(), "get": set(), "search": set()}


def test_a_quotation_is_seen_by_whoever_sees_its_opportunity(
    make_owned: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    deal = make_owned("Opportunity", REP)
    offer = make_owned("Quotation", COLLEAGUE, opportunity=deal)

    assert seen("Quotation", REP, [offer], acting)["get"] == {offer}


def test_a_value_about_to_be_written_never_opens_a_record(
    make_owned: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    name = make_owned("Customer", REP)

    with acting(COLLEAGUE):
        doc = frappe.get_doc("Customer", name)
        doc.account_manager = COLLEAGUE
        with pytest.raises(frappe.PermissionError):
            doc.save()

    assert frappe.db.get_value("Customer", name, "account_manager") == REP


@pytest.mark.parametrize(("rights", "may_write"), [("Read", False), ("Write", True)])
def test_a_territory_member_has_the_rights_of_the_membership(
    rights: str, may_write: bool, make_owned: Callable[..., str], make_user: Callable[..., str], acting: Any
) -> None:
    member = make_user("member", "Sales Representative")
    frappe.get_doc("Role Data Scope", "Sales Representative").update({"scope": "Territory"}).save()
    frappe.get_doc({"doctype": "Territory", "territory_name": "Delta", "is_group": 1,
                    "members": [{"user": member, "rights": rights}]}).insert()  # fmt: skip
    frappe.get_doc({"doctype": "Territory", "territory_name": "Delta South", "parent_territory": "Delta"}).insert()
    name = make_owned("Customer", BOSS, territory="Delta South")

    with acting(member):
        doc = frappe.get_doc("Customer", name)
        assert doc.has_permission("read")
        assert doc.has_permission("write") is may_write


def test_a_changed_scope_or_reporting_line_counts_at_once(
    make_owned: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    theirs = make_owned("Customer", COLLEAGUE)
    assert seen("Customer", MANAGER, [theirs], acting)["list"] == set()

    employee = frappe.get_doc("Employee", {"user": COLLEAGUE})
    employee.reports_to = frappe.db.get_value("Employee", {"user": MANAGER})
    employee.save()
    assert seen("Customer", MANAGER, [theirs], acting)["list"] == {theirs}

    frappe.get_doc("Role Data Scope", "Sales Manager").update({"scope": "Own"}).save()
    assert seen("Customer", MANAGER, [theirs], acting)["list"] == set()


def test_a_row_for_a_doctype_replaces_the_general_row_and_the_widest_role_wins(
    organisation: None, make_user: Callable[..., str]
) -> None:
    user = make_user("both", "Marketing Specialist", "Sales Manager")

    assert scopes_of("Lead", user) == {"All", "Team"}
    assert scopes_of("Customer", user) == {"Own", "Team"}
    assert scopes_of("Customer", "Administrator") == {"All"}
    assert scopes_of("Customer", "Guest") == {"Own"}


def test_random_customers_are_seen_as_the_rules_say(
    organisation: None, make: Callable[..., Any], acting: Callable[[str], Any]
) -> None:
    chance = random.Random(20261127)
    people = [REP, COLLEAGUE, MANAGER, DIRECTOR, None]
    branches = [None, "East", "Shanghai", "Nanjing"]
    records = []
    for number in range(40):
        manager, branch = chance.choice(people), chance.choice(branches)
        team = [{"user": user} for user in chance.sample(people[:4], chance.randrange(2))]
        words = f"{chance.getrandbits(48):x} {number}"
        doc = make("Customer", customer_name=words, customer_type="Individual", branch=branch, team=team)
        doc.db_set("account_manager", manager)
        records.append((doc.name, manager, branch, {row["user"] for row in team}))
    reach: dict[str, tuple[set[str], set[str]]] = {
        REP: ({REP}, set()),
        MANAGER: ({MANAGER, REP}, set()),
        DIRECTOR: ({DIRECTOR, COLLEAGUE}, {"Nanjing"}),
        COLLEAGUE: ({COLLEAGUE}, set()),
    }

    for user, (mine, places) in reach.items():
        expected = {
            name for name, manager, branch, team in records if manager in mine or branch in places or team & mine
        }
        names = [name for name, *_rest in records]
        assert seen("Customer", user, names, acting) == {"list": expected, "get": expected, "search": expected}


def test_a_scoped_list_needs_one_statement_and_no_reading_of_the_organisation(
    make_owned: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    make_owned("Customer", REP)
    with acting(REP):
        frappe.get_list("Customer")
        connection = frappe.local.db.connection
        connection.statement_log = []
        frappe.get_list("Customer")
        log, connection.statement_log = connection.statement_log, None

    assert len(log) == 1


def test_every_scoped_doctype_is_hooked_and_its_fields_exist(crm: Any) -> None:
    lists, documents = frappe.get_hooks("permission_query_conditions"), frappe.get_hooks("has_permission")
    for doctype, fields in DOCTYPES.items():
        meta = frappe.get_meta(doctype)
        named = [*fields.persons, fields.branch, fields.territory, *(link for link, _parent in fields.parents)]
        missing = [name for name in named if name and not meta.has_field(name)]

        assert missing == [], doctype
        assert any(path.startswith("crm_suite.data_scope.") for path in lists[doctype]), doctype
        assert "crm_suite.data_scope.has_permission" in documents[doctype], doctype
