"""The folders of apps: write a new one, fetch one, check it, put it on the bench."""

from __future__ import annotations

import keyword
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from frappe.modules import scrub, unscrub
from frappe.modules.apps import forget_apps

NAME = re.compile(r"[a-z][a-z0-9_]{1,49}")
PARTS = ("hooks.py", "modules.txt", "patches.txt", "__init__.py")
PROJECT = """[project]
name = "{name}"
description = {description}
requires-python = ">=3.10"
dynamic = ["version"]
dependencies = []

[build-system]
requires = ["flit_core>=3.9"]
build-backend = "flit_core.buildapi"

[tool.bench.frappe-dependencies]
frappe = ">=15.0.0,<17.0.0"
"""
HOOKS = """app_name = "{name}"
app_title = {title}
app_publisher = {publisher}
app_description = {description}
app_email = {email}
app_license = {license}

# What an app may hook into: docs/hooks.md
"""


class AppProblem(Exception):
    """The folder is no app, or it cannot be put on the bench; the text says why and what to do."""


def write_app(
    folder: Path,
    name: str,
    *,
    title: str | None = None,
    description: str | None = None,
    publisher: str | None = None,
    email: str | None = None,
    license_name: str | None = None,
    with_git: bool = True,
) -> Path:
    """Write the files of a new app.

    Raises:
        AppProblem: the name is not possible or taken.
    """
    check_name(name)
    path = folder / name
    if path.exists():
        raise AppProblem(f"{path} exists already. Choose another name or remove it.")
    shown = title or unscrub(name)
    values = {
        "name": name, "title": quoted(shown), "description": quoted(description or shown),
        "publisher": quoted(publisher or shown), "email": quoted(email or ""), "license": quoted(license_name or "mit"),
    }  # fmt: skip
    package, module = path / name, path / name / scrub(shown)
    for part in (module, package / "public", package / "templates", package / "translations"):
        part.mkdir(parents=True)
    files = {
        path / "pyproject.toml": PROJECT.format(**values),
        path / "README.md": f"# {shown}\n\n{description or ''}\n",
        path / ".gitignore": "__pycache__/\n*.pyc\n*.egg-info/\n",
        package / "__init__.py": '__version__ = "0.0.1"\n',
        package / "hooks.py": HOOKS.format(**values),
        package / "modules.txt": f"{shown}\n",
        package / "patches.txt": "[pre_model_sync]\n\n[post_model_sync]\n",
        module / "__init__.py": "",
    }
    files |= {package / part / ".gitkeep": "" for part in ("public", "templates", "translations")}
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
    if with_git and shutil.which("git"):
        subprocess.run(["git", "init", "--quiet", str(path)], check=False)
    return path


def quoted(text: str) -> str:
    """Return a text as TOML and Python both read it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def check_name(name: str) -> None:
    """See whether an app may be called so.

    Raises:
        AppProblem: it may not.
    """
    if not NAME.fullmatch(name) or keyword.iskeyword(name) or name in sys.stdlib_module_names:
        raise AppProblem(
            f"{name} cannot name an app: use a-z, 0-9 and _, starting with a letter, and no word of Python."
        )


def fetch(bench: Path, source: Path | str, branch: str | None = None, *, link: bool = False) -> str:
    """Bring an app into ``apps/`` and return its name; a folder that turns out to be no app leaves nothing.

    Raises:
        AppProblem: it is no app, or one of that name is there.
    """
    apps = bench / "apps"
    with tempfile.TemporaryDirectory(dir=apps, prefix=".getting-") as scratch:
        if isinstance(source, Path):
            found = source.resolve()
        else:
            found = Path(scratch, "clone")
            _clone(source, branch, found)
        name = app_name(found)
        target = apps / name
        if target.exists():
            raise AppProblem(f"App {name} is already in {target}. Remove it first to replace it.")
        if link and isinstance(source, Path):
            target.symlink_to(found, target_is_directory=True)
        elif isinstance(source, Path):
            copy = Path(scratch, "copy")
            shutil.copytree(found, copy, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
            copy.rename(target)
        else:
            found.rename(target)
    return name


def _clone(source: str, branch: str | None, target: Path) -> None:
    if source.startswith("-") or shutil.which("git") is None:
        raise AppProblem(f"{source} is no folder, and git is needed for an address. Debian: apt install git")
    command = ["git", "clone", "--quiet", *(["--branch", branch] if branch else []), "--", source, str(target)]
    # Protocols of git that run programs are left out.
    env = {**os.environ, "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh", "GIT_TERMINAL_PROMPT": "0"}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        raise AppProblem(f"{source} is no folder and could not be cloned: {done.stderr.strip()[-300:]}")


def app_name(folder: Path) -> str:
    """Return the name of the app in a folder.

    Raises:
        AppProblem: the folder is no app.
    """
    project = folder / "pyproject.toml"
    if not project.exists():
        raise AppProblem(f"{folder} is no app: it has no pyproject.toml.")
    try:
        values: dict[str, Any] = tomllib.loads(project.read_text(encoding="utf-8"))
        name = str(values["project"]["name"])
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise AppProblem(f"{project} names no project: {error}.") from error
    name = name.replace("-", "_")
    check_name(name)
    missing = [part for part in PARTS if not (folder / name / part).exists()]
    if missing:
        raise AppProblem(f"{folder} is no app: {name}/ has no {', '.join(missing)}.")
    return name


def install(bench: Path, name: str) -> None:
    """Install an app into the environment with the libraries that it names, and list it in ``sites/apps.txt``.

    Raises:
        AppProblem: it could not be installed.
    """
    from frappe.commands.bench_setup import environment, progress
    from frappe.commands.bench_setup.layout import Bench, write_whole

    here = Bench(bench)
    if not here.env.is_symlink():  # a shared environment runs what lies in apps/ without being told
        command = [*environment.installer(here), "--no-build-isolation", "-e", str(here.apps / name)]
        try:
            progress.run(command, log=here.log, way_out=environment.OFFLINE)
        except progress.SetupError as error:
            raise AppProblem(str(error)) from error
    listed = here.sites / "apps.txt"
    names = listed.read_text(encoding="utf-8").split()
    if name not in names:
        write_whole(listed, "\n".join([*names, name]) + "\n")
    environment.note_apps(here)
    forget_apps()
