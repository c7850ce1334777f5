"""Commands on the bench's apps: make one, get one, build what browsers get, texts to translate, versions."""

from __future__ import annotations

import importlib
import json
import os
from pathlib import Path
from typing import Any

import click

from frappe.commands import refuse

BENCH = Path("..")


def from_callers_folder(path: Path) -> Path:
    """Return a path that was given relative to where ``./bench`` was called."""
    return Path(os.environ.get("BENCH_CALLED_FROM") or ".", path).absolute()


def version_of(app: str) -> str:
    """Return an app's version."""
    return str(getattr(importlib.import_module(app), "__version__", "0.0.0"))


@click.command("version")
@click.option("--format", "form", type=click.Choice(["plain", "legacy", "table", "json"]), default="plain")
def version(form: str) -> None:
    """Show the versions of the bench's apps."""
    from frappe.modules import get_all_apps

    found = {app: version_of(app) for app in get_all_apps()}
    if form == "json":
        click.echo(json.dumps([{"app": app, "version": number} for app, number in found.items()]))
        return
    for app, number in found.items():
        click.echo(f"{app} {number}")


@click.command("build")
@click.option("--app", help="Only of this app.")
@click.option("--force", is_flag=True, help="Build although nothing changed.")
@click.option("--production", is_flag=True, help="Accepted; every build is one for production.")
def build(app: str | None, force: bool, production: bool) -> None:
    """Build the desk and link the apps' public files."""
    from frappe.build import build as run
    from frappe.commands.bench_setup.progress import SetupError

    try:
        lines = run(BENCH.resolve(), app=app, force=force)
    except SetupError as error:
        refuse(str(error))
    for line in lines:
        click.echo(line)


@click.command("make-app")
@click.argument("words", nargs=-1, required=True, metavar="[FOLDER] NAME")
@click.option("--title", help="Title; made from the name without it.")
@click.option("--description", help="One sentence.")
@click.option("--publisher", help="Who publishes it.")
@click.option("--email", help="Whom to write to.")
@click.option("--license", "license_name", help="Licence (mit).")
@click.option("--no-git", is_flag=True, help="Make no git repository.")
def make_app(words: tuple[str, ...], no_git: bool, **options: Any) -> None:
    """Make an app NAME in apps/ and put it on the bench. With FOLDER it is only made there."""
    from frappe.commands.app_folders import AppProblem, install, write_app

    names = [word for word in words if word not in ("no_git", "no-git")]
    if len(names) > 2:
        refuse("Give a folder and a name, or only a name.")
    folder = from_callers_folder(Path(names[0])) if len(names) == 2 else (BENCH / "apps").resolve()
    name = names[-1]
    try:
        path = write_app(folder, name, with_git=not no_git and len(names) == len(words), **options)
        click.echo(f"App {name} was made in {path}.")
        if len(names) == 1:
            install(BENCH.resolve(), name)
            click.echo(f"It is on the bench. Install it on a site: ./bench install-app {name}")
    except AppProblem as error:
        refuse(str(error))


@click.command("get-app")
@click.argument("source")
@click.option("--branch", help="Branch or tag of a git repository.")
@click.option("--link", is_flag=True, help="Link a folder instead of copying it.")
def get_app(source: str, branch: str | None, link: bool) -> None:
    """Put an app on the bench, from a folder or the address of a git repository."""
    from frappe.commands.app_folders import AppProblem, fetch, install

    folder = from_callers_folder(Path(source))
    try:
        name = fetch(BENCH.resolve(), folder if folder.is_dir() and "://" not in source else source, branch, link=link)
        install(BENCH.resolve(), name)
    except AppProblem as error:
        refuse(str(error))
    click.echo(f"App {name} is on the bench. Install it on a site: ./bench install-app {name}")


@click.command("build-message-files")
@click.option("--app", help="Only of this app.")
@click.option("--lang", default="zh", show_default=True, help="The language.")
def build_message_files(app: str | None, lang: str) -> None:
    """Write every text of the apps into translations/<lang>.csv; exit code 1 when translations are missing."""
    from frappe.modules import get_all_apps, get_app_path
    from frappe.translate.build import build_message_file, check_completeness
    from frappe.translate.files import Messages, app_messages, merge

    below: Messages = {}
    missing = 0
    for name in get_all_apps():
        path = Path(get_app_path(name))
        more = (BENCH.resolve() / "desk" / "src",) if name == "frappe" else ()
        if app in (None, name):
            written = build_message_file(path, lang, *more, below=below)
            found = check_completeness(path, lang, *more, below=below)
            missing += len(found.missing)
            click.echo(f"{written}: {found.total} texts, {len(found.missing)} without translation")
        below = merge(below, app_messages(path, lang))
    raise SystemExit(1 if missing else 0)


commands = [version, build, make_app, get_app, build_message_files]
