"""Commands on whole sites: make, drop, migrate; which apps they have."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import click

from frappe.commands import get_site, opened, pass_context, refuse, sites_of
from frappe.config import get_common_site_config, get_sites, read_config, write_config

ROOT = "Credentials of a MariaDB user that may create databases."


@click.command("new-site")
@click.argument("site")
@click.option("--db-type", type=click.Choice(["sqlite", "mariadb"]), help="Where its data lies (new_site.db_type).")
@click.option("--db-name", help="Name of the database.")
@click.option("--db-password", help="Password of the database's user; random without it.")
@click.option("--db-host", help="Host of the MariaDB server.")
@click.option("--db-port", type=int, help="Its port.")
@click.option("--db-socket", help="Its socket.")
@click.option("--db-user", help="The database's user.")
@click.option("--db-root-username", "--mariadb-root-username", default="root", show_default=True, help=ROOT)
@click.option("--db-root-password", "--mariadb-root-password", help=ROOT)
@click.option("--admin-password", envvar="FRAPPE_ADMIN_PASSWORD", help="Password of Administrator; random without it.")
@click.option("--install-app", "apps", multiple=True, help="An app to install; may be repeated.")
@click.option("--set-default", is_flag=True, help="Make it the bench's default site.")
@click.option("--force", is_flag=True, help="Replace a site of that name.")
@pass_context
def new_site(context: Any, site: str, apps: tuple[str, ...], set_default: bool, force: bool, **options: Any) -> None:
    """Make a site SITE. Its name is the host name under which people reach it."""
    from frappe.commands.first_site import default_settings, making
    from frappe.install import new_site as make

    _check_name(site)
    conf, settings = default_settings(get_common_site_config("."), options["db_type"])
    for key in ("db_name", "db_password", "db_host", "db_port", "db_socket", "db_user"):
        if options[key]:
            conf[key] = options[key]
    given = options["admin_password"]
    password = given or secrets.token_urlsafe(9)
    root = _root(options) if conf["db_type"] == "mariadb" else None
    with making(Path("."), site):
        make(
            site, sites_path=".", admin_password=password, install_apps=list(apps), settings=settings, conf=conf,
            force=force or context.force, root=root,
        )  # fmt: skip
    click.echo(f"Site {site} is ready with: {', '.join(('frappe', *apps))}.")
    if not given:
        click.echo(f"User Administrator, password {password} (shown once, stored nowhere).")
    if set_default:
        _use(site)


def _check_name(site: str) -> None:
    if not site.replace(".", "").replace("-", "").replace("_", "").isalnum() or site.startswith((".", "-")):
        refuse(f"{site} cannot name a site: use letters, digits, dots and hyphens, for example crm.example.com.")


def _root(options: dict[str, Any]) -> dict[str, Any]:
    return {"user": options["db_root_username"], "password": options["db_root_password"] or ""}


@click.command("drop-site")
@click.argument("site")
@click.option("--db-root-username", "--mariadb-root-username", default="root", show_default=True, help=ROOT)
@click.option("--db-root-password", "--mariadb-root-password", help=ROOT)
@click.option("--no-backup", is_flag=True, help="Keep no backup of it.")
@click.option("--force", is_flag=True, help="Do not ask.")
@pass_context
def drop_site(context: Any, site: str, no_backup: bool, force: bool, **options: Any) -> None:
    """Remove SITE with all its records and files; a backup goes to archived_sites/ first."""
    from frappe.install import drop_site as drop
    from frappe.install.backups import backup_site

    _must_exist(site)
    if not (force or context.force):
        click.confirm(f"Remove {site} with all its records and files?", abort=True)
    if not no_backup:
        target = Path("..", "archived_sites", site)
        with opened(site):
            made = backup_site(target, with_files=True)
        click.echo(f"A backup lies in {made.database.parent.resolve()}.")
    conf = read_config(Path(site, "site_config.json"))
    drop(site, sites_path=".", root=_root(options) if conf.get("db_type") == "mariadb" else None)
    common = read_config(Path("common_site_config.json"))
    if common.get("default_site") == site:
        click.echo("It was the default site: ./bench start makes a new one, ./bench use SITE chooses another.")
    click.echo(f"Site {site} was removed.")


@click.command("reinstall")
@click.option("--admin-password", envvar="FRAPPE_ADMIN_PASSWORD", help="Password of Administrator; random without it.")
@click.option("--db-root-username", "--mariadb-root-username", default="root", show_default=True, help=ROOT)
@click.option("--db-root-password", "--mariadb-root-password", help=ROOT)
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_context
def reinstall(context: Any, admin_password: str | None, yes: bool, **options: Any) -> None:
    """Empty a site and install its apps anew. All its records and files are lost."""
    from frappe.commands.first_site import default_settings, making
    from frappe.install import new_site as make
    from frappe.modules import get_installed_apps
    from frappe.sites import open_site

    site = get_site(context)
    if not yes:
        click.confirm(f"All records and files of {site} will be lost. Go on?", abort=True)
    with open_site(site):
        apps = [app for app in get_installed_apps() if app != "frappe"]
    conf = read_config(Path(site, "site_config.json"))
    password = admin_password or secrets.token_urlsafe(9)
    settings = default_settings(get_common_site_config("."))[1]
    root = _root(options) if conf.get("db_type") == "mariadb" else None
    with making(Path("."), site):
        make(
            site, sites_path=".", admin_password=password, install_apps=apps, settings=settings, conf=conf, force=True,
            root=root,
        )  # fmt: skip
    click.echo(f"Site {site} was installed anew with: {', '.join(('frappe', *apps))}.")
    if not admin_password:
        click.echo(f"User Administrator, password {password} (shown once, stored nowhere).")


@click.command("use")
@click.argument("site")
def use(site: str) -> None:
    """Make SITE the one that commands and requests without a site go to."""
    _must_exist(site)
    _use(site)


def _use(site: str) -> None:
    path = Path("common_site_config.json")
    write_config(path, {**read_config(path), "default_site": site})
    click.echo(f"The default site is {site}.")


def _must_exist(site: str) -> None:
    if not Path(site, "site_config.json").exists():
        refuse(f"There is no site {site} on this bench. There are: {', '.join(get_sites('.')) or 'none'}.")


@click.command("list-sites")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_sites(form: str) -> None:
    """Show the sites of this bench; the default one is marked."""
    sites, default = get_sites("."), get_common_site_config(".").default_site
    if form == "json":
        click.echo(json.dumps(sites))
        return
    for site in sites:
        click.echo(f"{site}{' (default)' if site == default else ''}")
    if not sites:
        click.echo("There is no site yet. ./bench start makes the default one, ./bench new-site any.")


@click.command("list-apps")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@pass_context
def list_apps(context: Any, form: str) -> None:
    """Show the apps of a site."""
    from frappe.commands.apps import version_of
    from frappe.modules import get_installed_apps
    from frappe.sites import open_site

    found: dict[str, list[str]] = {}
    for site in sites_of(context):
        with open_site(site):
            found[site] = get_installed_apps()
    if form == "json":
        click.echo(json.dumps(found))
        return
    for site, apps in found.items():
        if len(found) > 1:
            click.echo(site)
        for app in apps:
            click.echo(f"{app} {version_of(app)}")


@click.command("install-app")
@click.argument("apps", nargs=-1, required=True, metavar="APP...")
@click.option("--force", is_flag=True, help="Install it again.")
@pass_context
def install_app(context: Any, apps: tuple[str, ...], force: bool) -> None:
    """Install apps of the bench on a site, what they require first."""
    from frappe.install import install_app as install
    from frappe.modules import get_installed_apps

    for site in sites_of(context):
        with opened(site):
            for app in apps:
                if app in get_installed_apps() and not (force or context.force):
                    click.echo(f"{app} is already installed on {site}.")
                    continue
                install(app, force=force or context.force)
                click.echo(f"{app} is installed on {site}.")


@click.command("uninstall-app")
@click.argument("app")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Only show what would go.")
@click.option("--no-backup", is_flag=True, help="Make no backup first.")
@click.option("--force", is_flag=True, help="The same as --yes.")
@pass_context
def uninstall_app(context: Any, app: str, yes: bool, dry_run: bool, no_backup: bool, force: bool) -> None:
    """Take an app off a site, with its DocTypes and their records."""
    from frappe.install import uninstall_app as uninstall
    from frappe.install.backups import backup_site

    for site in sites_of(context):
        with opened(site):
            gone = uninstall(app, dry_run=True)
            click.echo(f"{site}: {len(gone)} parts belong to {app}:\n  " + "\n  ".join(gone))
            if dry_run:
                continue
            if not (yes or force or context.force):
                click.confirm(f"Remove {app} and all records of these DocTypes?", abort=True)
            if not no_backup:
                click.echo(f"Backup: {backup_site().database}")
            uninstall(app, yes=True)
            click.echo(f"{app} was taken off {site}.")


@click.command("migrate")
@click.option("--dry-run", is_flag=True, help="Show the planned schema changes and patches; change nothing.")
@click.option("--skip-failing", is_flag=True, help="Go on after a patch that fails; it is recorded.")
@click.option("--skip-search-index", is_flag=True, help="Accepted; this bench keeps no separate index.")
@pass_context
def migrate(context: Any, dry_run: bool, skip_failing: bool, skip_search_index: bool) -> None:
    """Bring a site to the state of its apps: patches, tables, records, fixtures."""
    from frappe.install import migrate as run
    from frappe.sites.locks import LockTimeoutError

    for site in sites_of(context):
        with opened(site, kind="migrate"):
            if dry_run:
                _show_plan(site)
                continue
            try:
                done = run(skip_failing=skip_failing)
            except LockTimeoutError:
                refuse(f"Another migrate of {site} is running. Wait for it to end.")
            _show_done(site, done)


def _show_plan(site: str) -> None:
    from frappe.install import migrate as run

    plan = run(dry_run=True)
    click.echo(
        f"{site}: {len(plan.patches)} patches, {len(plan.doctypes)} DocTypes, {len(plan.schema)} changes of tables."
    )
    parts = (
        ("Patches", plan.patches), ("DocTypes", plan.doctypes), ("Tables", plan.schema),
        ("Standard records", plan.records), ("DocTypes that their app no longer has", plan.orphans),
    )  # fmt: skip
    for title, lines in parts:
        if lines:
            click.echo(f"{title}:\n  " + "\n  ".join(lines))


def _show_done(site: str, done: Any) -> None:
    click.echo(
        f"{site}: {len(done.patches)} patches ran, {len(done.doctypes)} DocTypes were brought up to date,"
        f" {done.fixtures} records of fixtures were written."
    )
    if done.orphans:
        click.echo(f"Taken away, because their app no longer has them: {', '.join(done.orphans)}. Their tables stay.")


@click.command("run-patch")
@click.argument("module")
@click.option("--force", is_flag=True, help="Run it although it ran before.")
@pass_context
def run_patch(context: Any, module: str, force: bool) -> None:
    """Run one data patch, named as in patches.txt."""
    from frappe.install.patches import is_done, run_single

    for site in sites_of(context):
        with opened(site, kind="migrate"):
            if is_done(module) and not (force or context.force):
                click.echo(f"{module}: it ran before; --force runs it again.")
                continue
            run_single(module, force=True)
            click.echo(f"{module}: done.")


@click.command("reload-doc")
@click.argument("module")
@click.argument("doctype")
@click.argument("name")
@click.option("--force/--no-force", default=True, help="Import it although nothing changed (the default).")
@pass_context
def reload_doc(context: Any, module: str, doctype: str, name: str, force: bool) -> None:
    """Import a standard record from its app again: MODULE DOCTYPE NAME, for example crm doctype lead."""
    from frappe.install.reload import reload_doc as reload

    for site in sites_of(context):
        with opened(site, kind="migrate"):
            reload(module, doctype, name, force=force)
            click.echo(f"{doctype} {name} was read again on {site}.")


commands = [new_site, drop_site, reinstall, use, list_sites, list_apps, install_app, uninstall_app, migrate, run_patch,
            reload_doc]  # fmt: skip
