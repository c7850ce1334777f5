"""Apps of a bench: make one, get one from a folder or a repository, and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands.benches import CHECKOUT, copy_bench, run
from frappe.commands.app_folders import AppProblem, app_name, fetch, write_app


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_bench(tmp_path_factory.mktemp("bench"))


def test_a_made_app_is_on_the_bench_and_can_be_installed(bench: Path) -> None:
    made = run(bench, "make-app", "field_work", "--title", 'The "Field"', "--description", "Visits")
    versions = run(bench, "version")
    again = run(bench, "make-app", "field_work")
    site = run(bench, "new-site", "apps.localhost", "--admin-password", "x", "--install-app", "field_work")

    assert made.returncode == 0, made.stderr
    assert "field_work 0.0.1" in versions.stdout
    assert again.returncode == 1 and "exists already" in again.stderr
    assert "ready with: frappe, field_work" in site.stdout, site.stderr


def test_the_genuine_tools_call_makes_an_app_in_a_folder(bench: Path, tmp_path: Path) -> None:
    found = run(bench, "make-app", str(tmp_path), "elsewhere", "no_git")

    assert found.returncode == 0, found.stderr
    assert app_name(tmp_path / "elsewhere") == "elsewhere"
    assert not (tmp_path / "elsewhere" / ".git").exists()


@pytest.mark.parametrize("name", ["Upper", "9lives", "a-b", "class", "json", "x", "../away"])
def test_a_name_that_python_or_the_bench_cannot_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(AppProblem, match="cannot name an app"):
        write_app(tmp_path, name)


def test_an_app_comes_from_any_folder(bench: Path, tmp_path: Path) -> None:
    write_app(tmp_path, "from_folder", with_git=False)

    found = run(bench, "get-app", str(tmp_path / "from_folder"))
    again = run(bench, "get-app", str(tmp_path / "from_folder"))

    assert found.returncode == 0, found.stderr
    assert "from_folder" in (bench / "sites" / "apps.txt").read_text().split()
    assert again.returncode == 1 and "is already in" in again.stderr


def test_an_app_comes_from_a_repository_at_a_branch(bench: Path, tmp_path: Path) -> None:
    path = write_app(tmp_path, "from_git", with_git=False)
    git = ["git", "-C", str(path), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "First."], ["branch", "old"]):
        subprocess.run([*git, *words], check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"})
    (path / "from_git" / "__init__.py").write_text('__version__ = "2.0.0"\n')
    subprocess.run([*git, "commit", "-qam", "Second."], check=True)

    found = run(bench, "get-app", path.as_uri(), "--branch", "old")

    assert found.returncode == 0, found.stderr
    assert "from_git 0.0.1" in run(bench, "version").stdout


@pytest.mark.parametrize("source", ["--upload-pack=touch pwned", "ext::sh -c touch% pwned", "file:///nowhere/at/all"])
def test_an_address_that_is_no_repository_leaves_nothing(tmp_path: Path, source: str) -> None:
    (tmp_path / "apps").mkdir()

    with pytest.raises(AppProblem):
        fetch(tmp_path, source)

    assert list((tmp_path / "apps").iterdir()) == []
    assert not list(Path.cwd().glob("pwned"))


def test_a_folder_that_is_no_app_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    path = write_app(tmp_path, "half", with_git=False)
    (path / "half" / "hooks.py").unlink()

    with pytest.raises(AppProblem, match="half/ has no hooks.py"):
        app_name(path)


def test_the_base_install_makes_backups_without_the_driver_of_mariadb() -> None:
    code = "import sys; sys.modules['mariadb'] = None; import frappe.install.backups, frappe.commands.keeping"

    assert subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT).returncode == 0
