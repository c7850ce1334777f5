"""Each command of the framework: its help, one real use, and a word a person understands when it cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands.benches import PASSWORD
from commands.conftest import Bench
from frappe.commands import HOME_OF
from frappe.commands.group import frappe_group, site_first

OTHER = "other.localhost"


@pytest.mark.parametrize("command", sorted(HOME_OF))
def test_every_command_has_a_help(bench: Bench, command: str) -> None:
    found = bench(command, "--help", site=None)

    assert found.code == 0
    assert len(found.out.splitlines()) >= 3


def test_the_genuine_bench_reads_the_commands_as_json(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    from frappe.utils.bench_helper import main

    main(["get-frappe-commands"])
    names = json.loads(capfd.readouterr().out)
    main(["get-frappe-help"])

    assert set(HOME_OF) <= set(names)
    assert "Commands:" in capfd.readouterr().out


def test_an_unknown_command_names_one_that_is_near(bench: Bench) -> None:
    found = bench("migrat", site=None)

    assert found.code == 2
    assert "There is no command migrat. Did you mean: migrate?" in found.err


def test_an_unknown_site_is_named_with_those_there_are(bench: Bench, site_folder: Path) -> None:
    found = bench("list-apps", site="nowhere")

    there_are = ", ".join(sorted(path.parent.name for path in site_folder.parent.glob("*/site_config.json")))
    assert site_folder.name in there_are
    assert (found.code, found.err) == (
        1, f"Error: There is no site nowhere on this bench. There are: {there_are}.\n",
    )  # fmt: skip


def test_the_site_may_stand_after_the_command() -> None:
    assert site_first(["migrate", "--dry-run", "--site", "a"]) == ["--site", "a", "migrate", "--dry-run"]
    assert site_first(["execute", "--", "--site", "a"]) == ["execute", "--", "--site", "a"]


def test_without_a_site_the_ways_to_choose_one_are_told(bench: Bench) -> None:
    found = bench("list-apps", site=None)

    assert found.code == 1
    assert "Name one with --site, or choose a default: ./bench use SITE" in found.err


def test_the_default_site_and_the_environment_choose_the_site(
    bench: Bench, site_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench("use", site_folder.name, site=None)
    by_default = bench("list-apps", site=None)
    bench("set-config", "-g", "default_site", "null", site=None)
    monkeypatch.setenv("FRAPPE_SITE", site_folder.name)

    assert by_default.out == bench("list-apps", site=None).out == "frappe 16.0.0\n"


def test_a_site_is_made_listed_reinstalled_and_dropped(bench: Bench, database_options: list[str]) -> None:
    made = bench("new-site", OTHER, *database_options, "--set-default", site=None)
    again = bench("new-site", OTHER, *database_options, site=None)
    listed = bench("list-sites", site=None)
    anew = bench("reinstall", "--yes", "--admin-password", PASSWORD, site=OTHER)
    dropped = bench("drop-site", OTHER, "--force", "--no-backup", site=None)

    assert made.code == 0 and f"Site {OTHER} is ready with: frappe." in made.out
    assert (again.code, again.err) == (1, f"Error: Site {OTHER} already exists. Use --force to replace it.\n")
    assert f"{OTHER} (default)\n" in listed.out
    assert anew.code == 0, anew.err
    assert dropped.code == 0 and not Path(OTHER).exists(), dropped.err


def test_a_dropped_site_leaves_a_backup(bench: Bench, database_options: list[str]) -> None:
    bench("new-site", OTHER, *database_options, site=None)

    dropped = bench("drop-site", OTHER, "--force", site=None)

    kept = list(Path("..", "archived_sites", OTHER).glob("*-database.sql.gz"))
    assert dropped.code == 0, dropped.err
    assert len(kept) == 1 and kept[0].stat().st_size > 10_000


@pytest.mark.parametrize("name", ["../away", ".hidden", "a b", "-x"])
def test_a_site_cannot_have_a_name_that_leaves_the_folder(bench: Bench, name: str) -> None:
    found = bench("new-site", "--", name, site=None)

    assert found.code != 0
    assert not Path("..", "away").exists()


def test_an_app_is_installed_shown_and_taken_off(bench: Bench) -> None:
    installed = bench("install-app", "crm_suite")
    again = bench("install-app", "crm_suite")
    listed = bench("list-apps", "--format", "json")
    planned = bench("uninstall-app", "crm_suite", "--dry-run")
    gone = bench("uninstall-app", "crm_suite", "--yes", "--no-backup")
    left = bench("list-apps")

    assert installed.code == 0, installed.err
    assert "already installed" in again.out
    assert list(json.loads(listed.out).values()) == [["frappe", "crm_suite"]]
    assert "DocType Customer" in planned.out
    assert gone.code == 0, gone.err
    assert left.out == "frappe 16.0.0\n"


def test_an_app_that_is_not_on_the_bench_is_refused(bench: Bench) -> None:
    found = bench("install-app", "nothing")

    assert (found.code, found.err) == (1, "Error: App nothing is not on this bench. Get it with: ./bench get-app\n")


def test_migrate_shows_first_what_it_would_do(bench: Bench) -> None:
    bench("database", "alter table `tabToDo` drop column `color`")

    planned = bench("migrate", "--dry-run")
    still = bench("migrate", "--dry-run")
    done = bench("migrate")
    after = bench("migrate", "--dry-run")

    assert "add column tabToDo.color" in planned.out and planned.out == still.out
    assert done.code == 0, done.err
    assert "0 patches, 0 DocTypes, 0 changes of tables" in after.out


def test_a_patch_runs_once_and_again_by_force(bench: Bench) -> None:
    line = "execute:frappe.db.set_single_value('System Settings','session_expiry','05:00')"

    results = [bench("run-patch", line).out, bench("run-patch", line).out, bench("run-patch", line, "--force").out]

    assert [text.rsplit(": ", 1)[1] for text in results] == [
        "done.\n", "it ran before; --force runs it again.\n", "done.\n",
    ]  # fmt: skip


def test_a_doctype_is_read_again_from_its_file(bench: Bench) -> None:
    bench("database", "update `tabDocType` set `module` = 'Desk' where `name` = 'User'")

    found = bench("reload-doc", "core", "doctype", "user")

    assert found.code == 0, found.err
    assert "Core" in bench("database", "select `module` from `tabDocType` where `name` = 'User'").out


def test_users_are_added_given_passwords_and_disabled(bench: Bench) -> None:
    added = bench("add-user", "ann@example.com", "--first-name", "Ann", "--add-role", "System Manager")
    manager = bench("add-system-manager", "bob@example.com")
    password = bench("set-password", "ann@example.com", "Str0ng-enough!", "--logout-all-sessions")
    admin = bench("set-admin-password", "An0ther-one!")
    disabled = bench("disable-user", "ann@example.com")
    enabled = bench("database", "select `name`, `enabled` from `tabUser` where `name` like '%@example.com' order by 1")

    assert [found.code for found in (added, manager, password, admin, disabled)] == [0] * 5, (
        added.err + manager.err + password.err + admin.err + disabled.err
    )
    assert "Password: " in manager.out
    assert enabled.out.splitlines()[1:] == ["ann@example.com\t0", "bob@example.com\t1"]


def test_an_unknown_user_or_role_is_refused(bench: Bench) -> None:
    assert "There is no user no@example.com" in bench("set-password", "no@example.com", "x").err
    assert "There is no role Pirate" in bench("add-user", "cy@example.com", "--add-role", "Pirate").err


def test_everybody_is_signed_out(bench: Bench) -> None:
    bench(
        "database",
        "insert into `tabSessions` (`user`, `sid`, `sessiondata`, `lastupdate`, `status`)"
        " values ('Administrator', 'x', '{}', '2026-01-01T00:00:00+00:00', 'Active')",
    )

    found = bench("destroy-all-sessions")

    assert "1 users were signed out" in found.out
    assert bench("database", "select count(*) from `tabSessions`").out.splitlines()[1] == "0"


def test_configuration_is_set_shown_without_secrets_and_removed(bench: Bench, site_folder: Path) -> None:
    bench("set-config", "-p", "max_file_size", "1000")
    bench("set-config", "mail_password", "hidden-word")
    bench("set-config", "-g", "-p", "web", '{"workers": 2}')
    shown = json.loads(bench("show-config", "--format", "json").out)[site_folder.name]
    bench("set-config", "max_file_size", "null")
    unreadable = bench("set-config", "-p", "x", "{nonsense")

    assert (shown["max_file_size"], shown["mail_password"], shown["web"]) == (1000, "********", {"workers": 2})
    assert "max_file_size" not in bench("show-config").out
    assert unreadable.code == 1 and "Leave --parse out" in unreadable.err


def test_maintenance_and_scheduler_are_switched(bench: Bench, site_folder: Path) -> None:
    bench("set-maintenance-mode", "on")
    closed = json.loads((site_folder / "site_config.json").read_text())["maintenance_mode"]
    bench("set-maintenance-mode", "off")
    bench("disable-scheduler")
    off = bench("database", "select `value` from `tabSingles` where `field` = 'enable_scheduler'").out
    bench("enable-scheduler")
    on = bench("database", "select `value` from `tabSingles` where `field` = 'enable_scheduler'").out

    assert (closed, off.splitlines()[1], on.splitlines()[1]) == (1, "0", "1")


def test_a_scheduler_event_runs_at_once(bench: Bench) -> None:
    unknown = bench("trigger-scheduler-event", "never")
    daily = bench("trigger-scheduler-event", "daily")

    assert unknown.code == 1 and "Nothing is scheduled for never" in unknown.err
    assert daily.code == 0 and daily.out.endswith("done\n"), daily.err


def test_caches_are_cleared_for_other_processes(bench: Bench) -> None:
    sql = "select `version` from `__cache_version` where `name` = 'all'"
    bench("clear-cache")
    before = int(bench("database", sql).out.split()[-1])

    found = bench("clear-cache")

    assert found.code == 0
    assert int(bench("database", sql).out.split()[-1]) == before + 1


def test_a_function_is_called_and_its_result_printed(bench: Bench) -> None:
    found = bench("execute", "frappe.utils.cint", "--args", '["7"]')
    named = bench("execute", "frappe.db.count", "--kwargs", '{"dt": "Role"}')
    missing = bench("execute", "frappe.no_such_thing")

    assert (found.code, found.out) == (0, "7\n")
    assert int(named.out) > 10, named.err
    assert missing.code == 1 and "There is no function frappe.no_such_thing" in missing.err


def test_the_database_answers_one_statement(bench: Bench) -> None:
    found = bench("db-console", "select `name` from `tabUser` where `name` = 'Guest'")

    assert found.out == "name\nGuest\n"


def test_documents_go_to_files_and_back(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "todo.json"
    file.write_text(json.dumps([{"doctype": "ToDo", "name": "todo-1", "description": "Call back"}]))

    read = bench("import-doc", str(file))
    found = bench("database", "select `description` from `tabToDo` where `name` = 'todo-1'")
    missing = bench("import-doc", str(tmp_path / "none.json"))

    assert read.out == f"1 records were written on {'test'}.\n" and "Call back" in found.out, read.err
    assert missing.code == 1 and "There is no file" in missing.err


def test_a_sheet_is_imported_whole_or_not_at_all(bench: Bench, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("Description,Priority\nOne,High\nTwo,Low\n", encoding="utf-8")
    bad.write_text("Description,Priority\nThree,High\nFour,Nonsense\n", encoding="utf-8")

    whole = bench("data-import", "--file", str(good), "--doctype", "ToDo")
    none = bench("data-import", "--file", str(bad), "--doctype", "ToDo")
    rows = bench("database", "select `description` from `tabToDo` order by `description`").out

    assert whole.code == 0, whole.err + whole.out
    assert none.code == 1 and "Nonsense" in none.out
    assert "One" in rows and "Two" in rows and "Three" not in rows


def test_the_framework_tells_its_version(bench: Bench) -> None:
    assert json.loads(bench("version", "--format", "json", site=None).out)[0] == {"app": "frappe", "version": "16.0.0"}


def test_a_sound_site_has_no_findings_and_a_broken_one_says_what_to_do(bench: Bench) -> None:
    bench("database", "alter table `tabToDo` drop column `color`")

    found = bench("doctor", "--format", "json")

    problems = {(entry["id"], entry["where"]): entry for entry in next(iter(json.loads(found.out).values()))}
    assert found.code == 1
    assert problems["schema.E002", "tabToDo"]["hint"] == "Run: ./bench migrate"


def test_a_measure_that_does_not_exist_names_those_there_are(bench: Bench) -> None:
    found = bench("benchmark", "nothing", site=None)

    assert found.code == 1


def test_the_group_lists_every_command() -> None:
    import click

    assert set(HOME_OF) <= set(frappe_group.list_commands(click.Context(frappe_group)))
