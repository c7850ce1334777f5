"""The program behind ``./bench`` and the genuine ``bench`` (contract 1.6): ``python -m frappe.utils.bench_helper``.

``frappe <command>`` or ``<app> <command>`` runs a command, ``get-frappe-commands`` prints their names as JSON and
``get-frappe-help`` the help. The working directory is the bench's ``sites`` folder.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from frappe.commands.group import frappe_group, get_app_group


def get_app_groups() -> dict[str, click.Group]:
    """Return the groups of the bench's apps by name; ``frappe`` holds the commands of all."""
    from frappe.modules import get_all_apps

    return {app: get_app_group(app) for app in get_all_apps()}


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code; an expected error is one message, not a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    first = words.pop(0) if words else "frappe"
    if first == "get-frappe-commands":
        print(json.dumps(frappe_group.list_commands(click.Context(frappe_group))))
        return 0
    if first == "get-frappe-help":
        print(click.Context(frappe_group, info_name="bench").get_help())
        return 0
    group = frappe_group if first == "frappe" else get_app_groups().get(first)
    if group is None:
        print(f"bench: there is no app {first} on this bench.", file=sys.stderr)
        return 2
    return _run(group, words)


def _run(group: click.Group, words: list[str]) -> int:
    try:
        code: Any = group.main(words, prog_name="bench", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        print("Stopped.", file=sys.stderr)
        return 130
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except Exception as error:  # the boundary: what the framework refuses is a message, a defect keeps its traceback
        if int(getattr(error, "http_status_code", 500)) >= 500:
            raise
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    sys.exit(main())
