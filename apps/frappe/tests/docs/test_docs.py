"""What a machine can check about the documentation: links, commands, steps, field types, problem ids, endpoints."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from frappe.commands.group import frappe_group
from frappe.metadata import FIELD_TYPES
from frappe.model import life_cycle

ROOT = Path(__file__).resolve().parents[4]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS = set(frappe_group.list_commands(click.Context(frappe_group)))
PROBLEM_ID = re.compile(r"\b(?:metadata|schema|permissions|hooks|expression)\.[EW]\d{3}\b")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    inner = [target for target in targets if "://" not in target]

    assert [target for target in inner if not (page.parent / target).exists()] == []


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    table = text_of("docs/deployment.md").partition("## Commands")[2]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `./bench")]
    named = {
        name.removeprefix("./bench ") for row in rows for name in re.findall(r"`((?:\./bench )?[a-z][a-z-]+)`", row)
    }

    assert named == COMMANDS


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs/writing-an-app.md", "docs/deployment.md"])
def test_commands_in_examples_exist(page: str) -> None:
    used = set(re.findall(r"\./bench (?:--site \S+ )?([a-z][a-z-]+)", text_of(page)))

    assert used <= COMMANDS | {"test", "setup"}


@pytest.mark.parametrize("name", ["INSERT_STEPS", "SAVE_STEPS"])
def test_the_steps_of_a_documents_life_are_those_of_the_code(name: str) -> None:
    part = text_of("docs/doctype.md").partition(f"<!-- steps: {name} -->")[2].partition("\n\n")[0]

    assert re.findall(r"`(\w+)`", part) == [step.__name__ for step in getattr(life_cycle, name)]


def test_every_fieldtype_is_in_the_table() -> None:
    table = text_of("docs/doctype.md").partition("## Fieldtypes")[2].partition("## Naming")[0]
    named = {
        name.strip() for line in table.splitlines() if line.startswith("| ") for name in line.split("|")[1].split(",")
    }

    assert named - {"fieldtype"} == set(FIELD_TYPES)


def test_every_problem_id_is_explained_and_exists() -> None:
    used = {
        found
        for path in (ROOT / "apps/frappe/frappe").rglob("*.py")
        for found in PROBLEM_ID.findall(path.read_text(encoding="utf-8"))
    }

    assert set(PROBLEM_ID.findall(text_of("docs/doctype.md"))) == used


def test_both_readmes_say_the_same_commands() -> None:
    def commands(page: str) -> list[str]:
        return re.findall(r"\./bench [a-z-]+[^`\n]*", text_of(page))

    assert commands("README.md") == commands("README.zh-CN.md")


def test_configuration_keys_that_are_documented_are_read() -> None:
    table = text_of("docs/deployment.md").partition("## Configuration")[2].partition("## Commands")[0]
    keys = {
        key
        for line in table.splitlines()
        if line.startswith("| `")
        for key in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "apps/frappe/frappe").rglob("*.py"))

    assert {key for key in keys if key not in code} == set()
