"""Commands on records: fixtures, single documents, imports, the demo company."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from frappe.commands import get_site, opened, pass_context, refuse, sites_of
from frappe.commands.apps import from_callers_folder

PATH = click.Path(path_type=Path)


@click.command("export-fixtures")
@click.option("--app", help="Only of this app.")
@pass_context
def export_fixtures(context: Any, app: str | None) -> None:
    """Write the records that apps list in their hook ``fixtures`` into the apps."""
    from frappe.install.export import export_fixtures as export

    with opened(get_site(context)):
        paths = export(app)
    for path in paths:
        click.echo(path)
    if not paths:
        click.echo("No app lists fixtures in its hooks.")


@click.command("import-doc")
@click.argument("path", type=PATH)
@pass_context
def import_doc(context: Any, path: Path) -> None:
    """Import the records of a JSON file, or of all in a folder; what has the same name is replaced."""
    from frappe.install.reload import import_doc as run

    source = from_callers_folder(path)
    if not source.exists():
        refuse(f"There is no file {path}.")
    for site in sites_of(context):
        with opened(site, kind="import"):
            try:
                count = run(str(source))
            except json.JSONDecodeError as error:
                refuse(f"{path} is not valid JSON: {error}.")
        click.echo(f"{count} records were written on {site}.")


@click.command("export-doc")
@click.argument("doctype")
@click.argument("name")
@pass_context
def export_doc(context: Any, doctype: str, name: str) -> None:
    """Write a standard record into its module's folder: DOCTYPE NAME."""
    from frappe.install.export import export_doc as run

    with opened(get_site(context)):
        click.echo(run(doctype, name))


@click.command("data-import")
@click.option("--file", "path", type=PATH, required=True, help="An xlsx, xls or csv file.")
@click.option("--doctype", required=True, help="What its rows are.")
@click.option("--type", "import_type", type=click.Choice(["Insert", "Update"]), default="Insert", show_default=True)
@click.option("--submit-after-import", is_flag=True, help="Submit each record.")
@click.option("--mute-emails/--no-mute-emails", default=True, show_default=True)
@pass_context
def data_import(
    context: Any, path: Path, doctype: str, import_type: str, submit_after_import: bool, mute_emails: bool
) -> None:
    """Import a sheet: all of its rows or, when one is wrong, none; what is wrong is listed by row and column."""
    from frappe.context import local
    from frappe.core.data_importer.service import run_file

    with opened(get_site(context), kind="import"):
        outcome = run_file(str(from_callers_folder(path)), doctype, import_type, submit_after_import, mute_emails)
        click.echo(json.dumps(outcome, indent=1, ensure_ascii=False, default=str))
        failed = outcome.get("status") not in ("Success", "success") or bool(outcome.get("failed"))
        if failed:
            local.db.commit()  # the log of the import stays; its rows were already taken back
    raise SystemExit(1 if failed else 0)


@click.command("load-demo")
@pass_context
def load_demo(context: Any) -> None:
    """Load the demo company: made-up, bilingual records that remove-demo takes away again."""
    from frappe.install.demo import load_demo as load

    for site in sites_of(context):
        with opened(site, kind="demo"):
            report = load()
        click.echo(f"The demo company is loaded on {site}: {sum(report.values())} records.")


@click.command("remove-demo")
@pass_context
def remove_demo(context: Any) -> None:
    """Take the demo company away; records that were changed since are kept and listed."""
    from frappe.install.demo import remove_demo as remove

    for site in sites_of(context):
        with opened(site, kind="demo"):
            report = remove()
        click.echo(f"The demo company was taken off {site}: {report['deleted']} records were deleted.")
        _show_kept(report["kept"])


def _show_kept(kept: list[Any]) -> None:
    if kept:
        click.echo("Kept, because they were changed or are in use:")
    for entry in kept:
        click.echo(f"  {json.dumps(entry, ensure_ascii=False, default=str)}")


commands = [export_fixtures, import_doc, export_doc, data_import, load_demo, remove_demo]
