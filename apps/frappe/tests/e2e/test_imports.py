"""Sheets: customers, of which the right rows go in; demands, of which all go in or none."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from .conftest import Desk, Opener
from .form_steps import fill, save, save_new

DEMAND = {
    "Operator": "",
    "Province": "Jiangsu",
    "City": "Nanjing",
    "District": "Gulou",
    "Demand Site Name": "",
    "Longitude": 118.71,
    "Latitude": 32.01,
    "Address": "1 Long Road",
    "Delivery Wanted By": "2027-06-30",
    "System Count": 1,
    "Antenna Count": 3,
    "Mounting Height (m)": 30,
}


def sheet(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_right_customers_go_in_wrong_rows_come_back_and_all_can_be_undone(
    open_desk: Opener, tmp_path: Path, width: str
) -> None:
    desk = open_desk(width=width)
    good = [f"Imported {width} {number}" for number in (1, 2)]
    rows: list[list[object]] = [["Customer Name", "Customer Type"], [good[0], "Individual"]]
    rows += [["Wrong Row", "No Such Type"], [good[1], "Individual"]]
    path = sheet(tmp_path / "customers.xlsx", rows)
    page = desk.open("/desk/import?doctype=customer")

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(path)
    problems = page.get_by_role("region", name="Problems")
    problems.wait_for()
    text = problems.inner_text()
    assert "3" in text and "Customer Type" in text and "No Such Type" in text
    assert desk.call("frappe.client.get_count", doctype="Customer", filters={"customer_name": ["in", good]}) == 0
    page.get_by_label("Good rows only").check()
    page.get_by_role("button", name="Import 2 rows").click()
    page.get_by_text("2 imported, 1 not.").wait_for()

    assert desk.call("frappe.client.get_count", doctype="Customer", filters={"customer_name": ["in", good]}) == 2
    page.get_by_role("link", name="File with the bad rows, to correct").wait_for()
    desk.check()

    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("button", name="Undo the import").click()
    page.get_by_text("2 records were put back, 0 were left alone.").wait_for()

    assert desk.call("frappe.client.get_count", doctype="Customer", filters={"customer_name": ["in", good]}) == 0
    desk.check()


def attach_and_import(desk: Desk, batch: str, path: Path) -> None:
    """Put a file into the batch's field and press its action."""
    page = desk.open(f"/desk/demand-batch/{batch}")
    field = page.get_by_role("group", name="Demand Collection Form")
    with page.expect_file_chooser() as chooser:
        field.get_by_role("button").first.click()
    chooser.value.set_files(path)
    field.get_by_role("link", name=path.name).wait_for()
    save(desk)
    page.get_by_role("button", name="More actions").click()
    with page.expect_response(lambda answer: "import_batch" in (answer.request.post_data or "") + answer.url):
        page.get_by_role("menuitem", name="Import Demands").click()
    desk.rest()


def test_sheet_of_demands_goes_in_whole_or_not_at_all(open_desk: Opener, tmp_path: Path) -> None:
    desk = open_desk("customer_manager")
    operator = desk.call("frappe.client.get_list", doctype="Operator", limit_page_length=1)[0]["name"]
    page = desk.open("/desk/demand-batch/new")
    fill(page, {"Batch Name": "Spring", "Operator": operator})
    if not page.get_by_label("All or Nothing").is_checked():
        page.get_by_label("All or Nothing").check()
    batch = save_new(desk)

    def demands(wrong: bool) -> list[list[object]]:
        records = [
            DEMAND | {"Operator": operator, "Demand Site Name": f"Spring {number}", "Longitude": 118.5 + number / 10}
            for number in range(1, 5)
        ]
        if wrong:
            records[2]["Latitude"] = 132.0
        return [list(DEMAND), *(list(record.values()) for record in records)]

    attach_and_import(desk, batch, sheet(tmp_path / "wrong.xlsx", demands(wrong=True)))
    made = {"doctype": "Site Demand", "filters": {"batch": batch}}
    assert desk.call("frappe.client.get_count", **made) == 0
    page.get_by_text("Latitude").first.wait_for()
    desk.check()

    attach_and_import(desk, batch, sheet(tmp_path / "right.xlsx", demands(wrong=False)))
    rows = desk.call("frappe.client.get_list", **made, order_by="name asc")
    numbers = [int(row["name"][-8:]) for row in rows]
    assert numbers == list(range(numbers[0], numbers[0] + 4))


def test_a_pasted_table_is_put_right_by_replacing_values_and_kept_for_the_next(open_desk: Opener) -> None:
    desk = open_desk()
    page = desk.open("/desk/import?doctype=customer")
    page.get_by_role("button", name="Paste a table").click()
    page.get_by_role("textbox", name="Table").fill("Customer Name\tCustomer Type\nPasted 1\tPerson\nPasted 2\tPerson\n")
    page.get_by_role("button", name="Check the table").click()

    page.get_by_role("textbox", name="Customer Type: Person").fill("Individual")
    page.get_by_role("button", name="Replace and check again").click()
    page.get_by_text("All 2 rows are good.").wait_for()
    desk.check()
    page.get_by_label("Save this mapping as").fill("Persons")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("The mapping is kept.").wait_for()
    page.get_by_role("button", name="Do not replace Person").click()
    page.get_by_role("region", name="Problems").wait_for()
    page.get_by_label("Use a saved mapping").select_option("Persons")
    page.get_by_text("All 2 rows are good.").wait_for()
    page.get_by_role("button", name="Import 2 rows").click()
    page.get_by_text("2 imported, 0 not.").wait_for()

    types = {"customer_name": ["like", "Pasted %"], "customer_type": "Individual"}
    assert desk.call("frappe.client.get_count", doctype="Customer", filters=types) == 2
