"""Commands that keep a site safe: ``backup`` and ``restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from frappe.commands import get_site, opened, pass_context, sites_of


@click.command("backup")
@click.option("--with-files", is_flag=True, help="Also the uploaded files.")
@click.option("--compress", is_flag=True, help="Pack the archives of files.")
@click.option("--backup-path", type=click.Path(file_okay=False, path_type=Path), help="A folder to write it to.")
@click.option("--verbose", is_flag=True, help="Accepted; the files are always listed.")
@pass_context
def backup(context: Any, with_files: bool, compress: bool, backup_path: Path | None, verbose: bool) -> None:
    """Back a site up while it is in use: database, configuration and, when asked for, files."""
    from frappe.commands.apps import from_callers_folder
    from frappe.install.backups import backup_site

    folder = from_callers_folder(backup_path) if backup_path else None
    for site in sites_of(context):
        with opened(site):
            made = backup_site(folder, with_files=with_files, compress=compress)
        click.echo(f"Backup of {site}:")
        for path in (made.database, made.config, made.files, made.private_files):
            if path:
                click.echo(f"  {path.resolve()} ({path.stat().st_size / 1e6:.1f} MB)")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--with-public-files", type=click.Path(path_type=Path), help="Archive of public files to restore.")
@click.option("--with-private-files", type=click.Path(path_type=Path), help="Archive of private files to restore.")
@click.option("--admin-password", help="Set Administrator's password afterwards.")
@click.option(
    "--encryption-key", help="The backup's key; taken from its site_config_backup.json when that lies beside."
)
@click.option("--db-root-username", "--mariadb-root-username", default="root", show_default=True)
@click.option("--db-root-password", "--mariadb-root-password", help="MariaDB: of the user that may make databases.")
@click.option("--force", is_flag=True, help="Do not ask.")
@pass_context
def restore(context: Any, file: Path, admin_password: str | None, force: bool, **options: Any) -> None:
    """Replace a site's records by those of a backup FILE; the old ones stay until the new are whole."""
    from frappe.commands.apps import from_callers_folder
    from frappe.install.backups import restore_site
    from frappe.utils.password import update_password

    site = get_site(context)
    if not (force or context.force):
        click.confirm(f"Replace all records of {site} by those of {file.name}?", abort=True)
    public, private = options["with_public_files"], options["with_private_files"]
    with opened(site):
        restore_site(
            from_callers_folder(file),
            public_files=from_callers_folder(public) if public else None,
            private_files=from_callers_folder(private) if private else None,
            encryption_key=options["encryption_key"],
            root={"user": options["db_root_username"], "password": options["db_root_password"] or ""},
        )
        if admin_password:
            update_password("Administrator", admin_password)
    click.echo(
        f"{site} was restored from {file.name}. Bring it to the state of its apps: ./bench --site {site} migrate"
    )


commands = [backup, restore]
