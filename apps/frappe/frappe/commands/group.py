"""The click groups: ``frappe`` with the framework's commands, and one group for each app that brings some."""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Sequence
from typing import Any

import click

from frappe.commands import HOME_OF
from frappe.types import _dict


class FrappeGroup(click.Group):
    """Loads a command's module when the command is asked for; apps' commands come after the framework's."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*HOME_OF, *self.commands, *_commands_of_apps()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.commands:
            return self.commands[cmd_name]
        if cmd_name in HOME_OF:
            module = importlib.import_module(f"frappe.commands.{HOME_OF[cmd_name]}")
            own: list[click.Command] = module.commands
            return next(command for command in own if command.name == cmd_name)
        return _commands_of_apps().get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say what comes near when a command is not known."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=3)
            hint = f" Did you mean: {', '.join(near)}?" if near else ""
            ctx.fail(f"There is no command {args[0]}.{hint} ./bench --help lists all.")
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, site_first(args))


def site_first(args: Sequence[str]) -> list[str]:
    """Return the arguments with ``--site X`` before the command: it may be written after it too."""
    before: list[str] = []
    after: list[str] = []
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word == "--":
            after += [word, *rest]
            break
        if word == "--site" and rest:
            before += [word, rest.pop(0)]
        elif word.startswith("--site="):
            before.append(word)
        else:
            after.append(word)
    return before + after


def _commands_of_apps() -> dict[str, click.Command]:
    from frappe.modules import get_all_apps

    found: dict[str, click.Command] = {}
    for app in get_all_apps():
        if app != "frappe":
            found.update({str(command.name): command for command in app_commands(app)})
    return found


def app_commands(app: str) -> list[click.Command]:
    """Return the click commands of an app's ``commands`` module."""
    try:
        if importlib.util.find_spec(f"{app}.commands") is None:
            return []
    except ModuleNotFoundError:
        return []
    return list(getattr(importlib.import_module(f"{app}.commands"), "commands", ()))


def get_app_group(app: str) -> click.Group:
    """Return the group of an app's commands."""
    if app == "frappe":
        return frappe_group
    group = click.Group(app, help=f"Commands of {app}.")
    for command in app_commands(app):
        group.add_command(command)
    return group


@click.group(
    name="frappe",
    cls=FrappeGroup,
    help="Commands of the framework and of the bench's apps. ./bench COMMAND --help tells more about one.",
    context_settings={"help_option_names": ["--help", "-h"]},
)
@click.option(
    "--site", metavar="SITE", help="The site to work on, or 'all'. Otherwise FRAPPE_SITE or the default site."
)
@click.option("--profile", is_flag=True, help="Show where the time goes.")
@click.option("--verbose", is_flag=True, help="Say more.")
@click.option("--force", is_flag=True, help="Do it although something speaks against it.")
@click.pass_context
def frappe_group(ctx: click.Context, site: str | None, profile: bool, verbose: bool, force: bool) -> None:
    """Choose the sites of the command."""
    ctx.obj = _dict(sites=_chosen_sites(site), force=force, verbose=verbose, profile=profile)


def _chosen_sites(site: str | None) -> list[str]:
    from frappe.config import get_common_site_config, get_sites

    if site == "all":
        return get_sites(".")
    if site:
        if not os.path.exists(os.path.join(site, "site_config.json")):
            known = ", ".join(get_sites(".")) or "none"
            raise click.ClickException(f"There is no site {site} on this bench. There are: {known}.")
        return [site]
    chosen: Any = os.environ.get("FRAPPE_SITE") or get_common_site_config(".").default_site
    return [str(chosen)] if chosen and os.path.exists(os.path.join(str(chosen), "site_config.json")) else []
