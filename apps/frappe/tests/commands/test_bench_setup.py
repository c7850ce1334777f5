"""What ``./bench`` makes before the framework runs: sites folder, environment; interrupted, moved, changed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from commands.benches import CHECKOUT
from frappe.commands.bench_setup import desk, environment, sites_folder
from frappe.commands.bench_setup.layout import Bench
from frappe.commands.bench_setup.progress import SetupError

# Builds an editable install without any library, so that these tests need no package index.
BACKEND = """import os, zipfile


def build_editable(folder, config_settings=None, metadata_directory=None):
    here, name = os.getcwd(), os.path.basename(os.getcwd())
    wheel = f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(os.path.join(folder, wheel), "w") as file:
        file.writestr(f"{name}.pth", here)
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
        tags = "Root-Is-Purelib: true\\nTag: py3-none-any\\n"
        file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\n" + tags)
        file.writestr(f"{info}/RECORD", "")
    return wheel
"""
PROJECT = """[project]
name = "{name}"
version = "1.0"
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A bench of two tiny apps and a lock without packages."""
    for name in ("frappe", "crm_suite"):
        app = tmp_path / "apps" / name
        (app / name).mkdir(parents=True)
        (app / name / "__init__.py").touch()
        (app / "backend.py").write_text(BACKEND)
        (app / "pyproject.toml").write_text(PROJECT.format(name=name))
    (tmp_path / "requirements").mkdir()
    for lock in environment.LOCKS:
        (tmp_path / "requirements" / f"{lock}.txt").write_text("# nothing\n")
    (tmp_path / "bench_config.json").write_text((CHECKOUT / "bench_config.json").read_text())
    return Bench(tmp_path)


def imports(bench: Bench, name: str) -> bool:
    return subprocess.run([bench.python, "-c", f"import {name}"]).returncode == 0


# -- the environment


def test_an_environment_is_made_once(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    before = environment.is_ready(bench, "base")
    environment.prepare(bench, "base")
    said = capfd.readouterr().out

    assert (before, environment.is_ready(bench, "base")) == (False, True)
    assert imports(bench, "frappe") and imports(bench, "crm_suite")
    assert "Making the Python environment" in said and "Installing the apps frappe, crm_suite" in said


def test_an_environment_that_was_cut_short_is_made_anew(bench: Bench) -> None:
    environment.prepare(bench, "base")
    (bench.env / "unfinished").touch()
    (bench.env / "rubbish").touch()

    ready = environment.is_ready(bench, "base")
    environment.prepare(bench, "base")

    assert (ready, environment.is_ready(bench, "base")) == (False, True)
    assert not (bench.env / "rubbish").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(bench: Bench) -> None:
    environment.prepare(bench, "base")
    bench.python.unlink()
    bench.python.symlink_to("/nowhere/python3")

    environment.prepare(bench, "base")

    assert imports(bench, "frappe")


def test_a_changed_lock_or_app_is_installed_again(bench: Bench) -> None:
    environment.prepare(bench, "base")

    (bench.requirements / "base.txt").write_text("# changed\n")
    after_lock = environment.is_ready(bench, "base")
    environment.prepare(bench, "base")
    (bench.apps / "frappe" / "pyproject.toml").write_text(PROJECT.format(name="frappe") + "# changed\n")
    after_app = environment.is_ready(bench, "base")

    assert (after_lock, after_app) == (False, False)


def test_a_larger_lock_that_is_there_serves_the_smaller_one(bench: Bench) -> None:
    environment.prepare(bench, "production")

    assert environment.is_ready(bench, "base")
    assert not environment.is_ready(bench, "dev")
    assert environment.lock_of(bench, "base") == "production"


def test_a_moved_bench_runs_its_own_code(bench: Bench) -> None:
    environment.prepare(bench, "base")
    moved = Bench(bench.root.rename(bench.root.with_name("moved")))

    ready = environment.is_ready(moved, "base")
    environment.prepare(moved, "base")

    assert (ready, environment.is_ready(moved, "base")) == (False, True)


def test_a_package_that_cannot_be_had_is_an_error_with_the_way_out(bench: Bench) -> None:
    environment.prepare(bench, "base")
    wrong = "flit_core==4.2.0 --hash=sha256:" + "0" * 64 + "\n"
    (bench.requirements / "base.txt").write_text(wrong)

    with pytest.raises(SetupError, match="run the same command again. The whole log: .*setup.log"):
        environment.prepare(bench, "base")

    assert imports(bench, "frappe")
    assert not environment.is_ready(bench, "base")


def test_a_package_is_left_out_of_a_lock_with_its_hashes(tmp_path: Path) -> None:
    lock = tmp_path / "dev.txt"
    lock.write_text("a==1 \\\n    --hash=sha256:1\n    # via b\nmariadb==1.1.14 \\\n    --hash=sha256:2\nz==2\n")

    found = environment._without(lock, "mariadb", tmp_path / "out.txt")

    assert found.read_text() == "a==1 \\\n    --hash=sha256:1\n    # via b\nz==2\n"


# -- the sites folder


def test_the_two_files_of_sites_are_made_from_the_configuration(bench: Bench) -> None:
    sites_folder.prepare(bench)

    common = json.loads((bench.sites / "common_site_config.json").read_text())
    assert (bench.sites / "apps.txt").read_text() == "frappe\ncrm_suite\n"
    assert common == {
        **{key: value for key, value in bench.config().items() if key != "apps"}, "serve_default_site": True,
    }  # fmt: skip


def test_what_is_there_is_never_overwritten(bench: Bench) -> None:
    bench.sites.mkdir()
    (bench.sites / "common_site_config.json").write_text('{"webserver_port": 9999, "own": 1}')
    (bench.sites / "apps.txt").write_text("frappe\n")

    sites_folder.prepare(bench)

    common = json.loads((bench.sites / "common_site_config.json").read_text())
    assert (common["webserver_port"], common["own"], common["default_site"]) == (9999, 1, "crm.localhost")
    assert (bench.sites / "apps.txt").read_text() == "frappe\n"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"prot": 1}, "The key prot is not known"),
        ({"web": {"wrokers": 1}}, "The key web.wrokers is not known"),
        ({"webserver_port": "8000"}, "webserver_port must be of type int."),
        ({"webserver_port": True}, "webserver_port must be of type int."),
        ({"web": 1}, "web must be an object."),
    ],
)
def test_an_unknown_key_or_a_wrong_kind_is_an_error(bench: Bench, values: dict[str, object], problem: str) -> None:
    (bench.root / "bench_config.json").write_text(json.dumps({**bench.config(), **values}))

    with pytest.raises(SetupError, match=problem):
        sites_folder.prepare(bench)


def test_a_configuration_that_is_no_json_says_where(bench: Bench) -> None:
    (bench.root / "bench_config.json").write_text("{")

    with pytest.raises(SetupError, match="bench_config.json is not valid JSON"):
        sites_folder.prepare(bench)


def test_the_committed_configuration_is_valid() -> None:
    assert sites_folder.check(Bench(CHECKOUT).config()) == []


# -- the desk


def test_a_desk_is_built_again_only_after_a_change_of_its_sources(bench: Bench) -> None:
    (bench.desk / "src").mkdir(parents=True)
    (bench.desk / "src" / "main.ts").write_text("1")
    (bench.desk / "node_modules").mkdir()
    bench.built_desk.mkdir(parents=True)
    (bench.built_desk / "source.sha256").write_text(desk.source(bench))

    (bench.desk / "node_modules" / "x.js").write_text("1")
    built = desk.is_built(bench)
    (bench.desk / "src" / "main.ts").write_text("2")

    assert (built, desk.is_built(bench)) == (True, False)


def test_the_setup_needs_nothing_but_the_standard_library() -> None:
    code = "import sys, bench_setup.__main__, bench_setup.checks; print([m for m in sys.modules if 'frappe' in m])"
    folder = CHECKOUT / "apps" / "frappe" / "frappe" / "commands"

    found = subprocess.run(
        [sys.executable, "-S", "-c", code], env={"PYTHONPATH": str(folder)}, capture_output=True, text=True
    )

    assert (found.stdout, found.stderr) == ("[]\n", "")
