"""Commands that run code: a Python console, one function, the database's shell, an app's tests."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click

from frappe.commands import get_site, opened, pass_context, refuse, sites_of


@click.command("console")
@click.option("--autoreload", is_flag=True, help="Accepted; start the console again after a change.")
@pass_context
def console(context: Any, autoreload: bool) -> None:
    """Open a Python console on a site, as Administrator. frappe.db.commit() keeps what was written."""
    import code

    import frappe
    from frappe.context import local

    site = get_site(context)
    with opened(site):
        names = {"frappe": frappe, "doc": None}
        banner = f"Site {site}, as Administrator. frappe is imported. frappe.db.commit() keeps what you write."
        try:
            import readline
            import rlcompleter

            readline.set_completer(rlcompleter.Completer(names).complete)
            readline.parse_and_bind("tab: complete")
        except ImportError:
            pass  # no line editing on this machine
        code.interact(banner, local=names, exitmsg="")
        local.db.rollback()


@click.command("execute")
@click.argument("method")
@click.option("--args", "positional", help="A list of arguments: '[\"a\", 1]'.")
@click.option("--kwargs", "named", help="An object of arguments: '{\"name\": 1}'.")
@pass_context
def execute(context: Any, method: str, positional: str | None, named: str | None) -> None:
    """Call a function by its path (frappe.utils.now) and print what it returns as JSON; what it wrote is kept."""
    from frappe.commands.settings import parsed_value
    from frappe.utils.text import as_json

    arguments = parsed_value(positional) if positional else []
    keywords = parsed_value(named) if named else {}
    if not isinstance(arguments, (list, tuple)) or not isinstance(keywords, dict):
        refuse("--args must be a list and --kwargs an object.")
    for site in sites_of(context):
        with opened(site, route=f"execute {method}"[:140]):
            result = _function(method)(*arguments, **keywords)
        if result is not None:
            click.echo(as_json(result))


def _function(path: str) -> Any:
    """Return what a path names: in a module, or below a public name such as frappe.db."""
    from frappe.exceptions import ValidationError
    from frappe.modules import get_attr

    try:
        return get_attr(path)
    except ValidationError as error:
        module, *names = path.split(".")
        found: Any = importlib.import_module(module) if module == "frappe" else None
        for name in names:
            found = getattr(found, name, None)
        if not callable(found):
            refuse(f"There is no function {path}: {error}")
        return found


@click.command("database")
@click.argument("sql", required=False)
@pass_context
def database(context: Any, sql: str | None) -> None:
    """Open the shell of a site's database, or run one statement and show its rows."""
    _database(context, sql)


@click.command("db-console")
@click.argument("sql", required=False)
@pass_context
def db_console(context: Any, sql: str | None) -> None:
    """The same as database."""
    _database(context, sql)


def _database(context: Any, sql: str | None) -> None:
    from frappe.config import get_site_config

    site = get_site(context)
    if sql:
        _show_rows(site, sql)
        return
    conf = get_site_config(".", site)
    if (conf.db_type or "sqlite") == "mariadb":
        _mariadb_shell(conf)
        return
    program, path = shutil.which("sqlite3"), Path(site, "db", f"{conf.db_name or 'site'}.db")
    if program:
        raise SystemExit(subprocess.run([program, str(path)]).returncode)
    _plain_shell(site)


def _mariadb_shell(conf: Any) -> None:
    program = shutil.which("mariadb") or shutil.which("mysql")
    if program is None:
        refuse("The MariaDB client is not installed. Debian: apt install mariadb-client")
    where = ["--socket", conf.db_socket] if conf.db_socket else ["--host", conf.db_host or "localhost"]
    if conf.db_port and not conf.db_socket:
        where += ["--port", str(conf.db_port)]
    command = [program, *where, "--user", conf.db_user or conf.db_name, conf.db_name]
    # In the environment: a command line is visible to everybody on the machine.
    raise SystemExit(subprocess.run(command, env={**os.environ, "MYSQL_PWD": conf.db_password or ""}).returncode)


def _show_rows(site: str, sql: str) -> None:
    from frappe.context import local

    with opened(site, route="database"):
        cursor = local.db.connection.execute(sql.strip().rstrip(";"))
        if cursor.description:
            click.echo("\t".join(column[0] for column in cursor.description))
            for row in cursor.fetchall():
                click.echo("\t".join("" if value is None else str(value) for value in row))


def _plain_shell(site: str) -> None:
    """Read statements line by line where the sqlite3 program is not installed."""
    from frappe.exceptions import ValidationError

    click.echo("One SQL statement a line; an empty line ends. (The sqlite3 program is not installed.)")
    while line := click.prompt("sql", default="", show_default=False).strip():
        try:
            _show_rows(site, line)
        except ValidationError as error:
            click.echo(f"Error: {error}")


@click.command("run-tests")
@click.option("--app", help="All tests of an app.")
@click.option("--doctype", help="The tests of a DocType.")
@click.option("--module", help="A module by its path.")
@click.option("--module-def", help="The tests of a module such as Selling.")
@click.option("--test", "tests", multiple=True, help="A test's name; may be repeated.")
@click.option("--failfast", is_flag=True, help="Stop at the first failure.")
@click.option("--skip-before-tests", is_flag=True, help="Do not run the before_tests hooks.")
@pass_context
def run_tests(context: Any, **options: Any) -> None:
    """Run an app's own tests (frappe.tests) on a site. The site must allow it: allow_tests."""
    from frappe.config import get_site_config

    site = get_site(context)
    if not get_site_config(".", site).allow_tests:
        refuse(
            f"Tests would write into {site}. Allow them on a site for tests:"
            f" ./bench --site {site} set-config -p allow_tests true"
        )
    from frappe.testing import run

    given: dict[str, Any] = {key: value for key, value in options.items() if value}
    with opened(site):
        result = run(**given)
    raise SystemExit(0 if result.wasSuccessful() else 1)


commands = [console, execute, database, db_console, run_tests]
