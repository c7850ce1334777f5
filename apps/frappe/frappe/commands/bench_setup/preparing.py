"""Everything that a command needs before it can run, made in order where it is missing."""

from __future__ import annotations

from . import desk, environment, sites_folder
from .layout import Bench, only_one
from .progress import say

OWN_COMMANDS = ("test", "setup", "help", "--help", "-h")


def is_ready(bench: Bench, command: str = "--help") -> bool:
    """Tell whether a command of the framework finds all it needs."""
    if command in OWN_COMMANDS:
        return False
    return (
        environment.is_ready(bench, "base")
        and sites_folder.is_ready(bench)
        and (command != "start" or desk.is_built(bench))
    )


def prepare(bench: Bench, lock: str = "base", *, with_desk: bool = False) -> None:
    """Make environment, ``sites/`` and, when wanted, the desk; quick when all is there."""
    if environment.is_ready(bench, lock) and not (with_desk and not desk.is_built(bench)):
        sites_folder.prepare(bench)
        return
    with only_one(bench):
        if not bench.env.exists():
            say("This bench is set up now; that happens once and takes a minute or two.")
        sites_folder.prepare(bench)
        if not environment.is_ready(bench, lock):
            environment.prepare(bench, lock)
        if with_desk and not desk.is_built(bench):
            desk.build(bench)
