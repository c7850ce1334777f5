"""Commands on configuration: keys of a site or of the bench, maintenance, scheduler, computed state."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import click

from frappe.commands import get_site, opened, pass_context, refuse, sites_of
from frappe.config import get_site_config, read_config, write_config

SECRET_WORDS = ("password", "secret", "token", "key")


@click.command("set-config")
@click.argument("key")
@click.argument("value")
@click.option("-g", "--global", "for_all", is_flag=True, help="For all sites (common_site_config.json).")
@click.option("-p", "--parse", is_flag=True, help="Read VALUE as a number, true, false, list or object.")
@click.option("--as-dict", is_flag=True, help="The same as --parse.")
@pass_context
def set_config(context: Any, key: str, value: str, for_all: bool, parse: bool, as_dict: bool) -> None:
    """Set a key of a site's configuration; the value null removes it. Some keys need the server to be started again."""
    parsed = parsed_value(value) if parse or as_dict else value
    paths = [Path("common_site_config.json")] if for_all else [Path(s, "site_config.json") for s in sites_of(context)]
    for path in paths:
        values = read_config(path)
        if parsed is None or value == "null":
            values.pop(key, None)
        else:
            values[key] = parsed
        write_config(path, values)
        click.echo(f"{path}: {key} {'was removed' if key not in values else 'is set'}.")


def parsed_value(value: str) -> Any:
    for read in (json.loads, ast.literal_eval):
        try:
            return read(value)
        except (ValueError, SyntaxError):
            continue
    refuse(f"{value} cannot be read as a number, true, false, list or object. Leave --parse out to store it as text.")


@click.command("show-config")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--with-secrets", is_flag=True, help="Show passwords and keys too.")
@pass_context
def show_config(context: Any, form: str, with_secrets: bool) -> None:
    """Show a site's configuration, with what the bench and the environment add."""
    found = {site: _shown(dict(get_site_config(".", site)), with_secrets) for site in sites_of(context)}
    if form == "json":
        click.echo(json.dumps(found, indent=1, sort_keys=True))
        return
    for site, values in found.items():
        click.echo(f"Site {site}")
        for key, value in sorted(values.items()):
            click.echo(f"  {key}: {json.dumps(value)}")


def _shown(values: dict[str, Any], with_secrets: bool) -> dict[str, Any]:
    if with_secrets:
        return values
    return {key: "********" if value and _is_secret(key) else value for key, value in values.items()}


def _is_secret(key: str) -> bool:
    return any(word in key.lower() for word in SECRET_WORDS) and not key.startswith("password_")


@click.command("set-maintenance-mode")
@click.argument("state", type=click.Choice(["on", "off"]))
@pass_context
def set_maintenance_mode(context: Any, state: str) -> None:
    """Close a site to its users (on), or open it again (off)."""
    for site in sites_of(context):
        path = Path(site, "site_config.json")
        write_config(path, {**read_config(path), "maintenance_mode": int(state == "on")})
        click.echo(f"Maintenance mode of {site} is {state}.")


@click.command("enable-scheduler")
@pass_context
def enable_scheduler(context: Any) -> None:
    """Let scheduled jobs run."""
    _toggle(context, True)


@click.command("disable-scheduler")
@pass_context
def disable_scheduler(context: Any) -> None:
    """Keep scheduled jobs from running."""
    _toggle(context, False)


def _toggle(context: Any, enable: bool) -> None:
    from frappe.jobs.scheduler import toggle_scheduler

    for site in sites_of(context):
        with opened(site):
            toggle_scheduler(enable)
        click.echo(f"Scheduled jobs of {site} are {'on' if enable else 'off'}.")


@click.command("trigger-scheduler-event")
@click.argument("event")
@pass_context
def trigger_scheduler_event(context: Any, event: str) -> None:
    """Run the functions of a scheduler event now: all, hourly, daily, ..., or a cron expression."""
    from frappe.modules import get_attr, get_hooks

    site = get_site(context)
    with opened(site, kind="job"):
        events = get_hooks("scheduler_events", {}) or {}
        paths = list(events.get(event) or (events.get("cron") or {}).get(event) or ())
        if not paths:
            known = [*(name for name in events if name != "cron"), *(events.get("cron") or {})]
            refuse(f"Nothing is scheduled for {event} on {site}. There are: {', '.join(known) or 'none'}.")
        for path in paths:
            get_attr(path)()
            click.echo(f"{path}: done")


@click.command("clear-cache")
@pass_context
def clear_cache(context: Any) -> None:
    """Let all processes of a site compute their remembered state anew."""
    from frappe.context import local
    from frappe.shortcuts import clear_cache as clear

    for site in sites_of(context):
        with opened(site):
            local.db.connection.begin()  # only a transaction's end is told to other processes
            clear()
        click.echo(f"The caches of {site} were cleared.")


commands = [set_config, show_config, set_maintenance_mode, enable_scheduler, disable_scheduler, trigger_scheduler_event,
            clear_cache]  # fmt: skip
