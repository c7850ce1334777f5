"""A site for tests: made once a session and dialect, rolled back after each test, renewed when a test committed.

``BENCH_TEST_DB`` (sqlite, mariadb) chooses the database: the whole suite runs on each.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import servers
from frappe.context import forget_site, local
from frappe.install import new_site
from frappe.sites import close_connections, connect, destroy, init

DIALECT = os.environ.get("BENCH_TEST_DB", "sqlite")
PASSWORD = "Adm1n-of-Tests!"
CONF: dict[str, Any] = {"password_hash_profile": "small", "allow_tests": True, "skip_setup_wizard": True}


class SiteMaker:
    """Keeps one site ready for the tests of a process."""

    def __init__(self, folder: Path, apps: tuple[str, ...]) -> None:
        self.folder, self.apps = folder, apps
        self.name = "-".join(("test", *apps)).replace("_", "-")
        self.path = folder / self.name
        self.is_fresh = False
        self._restore: Callable[[], object] | None = None

    def make(self) -> None:
        """Make the site, or bring it back to how it was made."""
        if self.is_fresh:
            return
        if self._restore is None:
            self._restore = self._install()
        else:
            self._restore()
        forget_site(self.path.resolve())
        self.is_fresh = True

    def configuration(self) -> str:
        return (self.path / "site_config.json").read_text(encoding="utf-8")

    def _install(self) -> Callable[[], object]:
        """Install the site and return how to restore it."""
        conf, root = dict(CONF), None
        if DIALECT == "mariadb":
            conf |= {
                "db_type": "mariadb",
                "db_socket": servers.mariadb_socket(),
                "db_name": f"t{os.getpid()}_{len(self.apps)}_{self.folder.parent.name}",
            }
            root = {"user": "root", "password": ""}
        new_site(
            self.name, sites_path=self.folder, admin_password=PASSWORD, install_apps=list(self.apps), conf=conf,
            force=True, root=root,
        )  # fmt: skip
        close_connections(self.path)
        kept = self.folder.parent / "kept" / self.name
        shutil.copytree(self.path, kept)
        if DIALECT == "sqlite":
            return lambda: self._copy_back(kept)
        from mariadb_copies import Copy

        database = Copy(conf["db_socket"], conf["db_name"])
        return lambda: (self._copy_back(kept), database.restore())

    def _copy_back(self, kept: Path) -> None:
        close_connections(self.path)
        shutil.rmtree(self.path)
        shutil.copytree(kept, self.path)


@pytest.fixture(scope="session")
def sites_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bench's ``sites`` folder with both apps."""
    bench = tmp_path_factory.mktemp("bench")
    (bench / "sites").mkdir()
    (bench / "apps").symlink_to(Path(__file__).resolve().parents[2], target_is_directory=True)
    (bench / "sites" / "apps.txt").write_text("frappe\ncrm_suite\n")
    (bench / "sites" / "common_site_config.json").write_text("{}")
    return bench / "sites"


@pytest.fixture(scope="session")
def framework_site(sites_folder: Path) -> SiteMaker:
    return SiteMaker(sites_folder, ())


@pytest.fixture(scope="session")
def crm_site(sites_folder: Path) -> SiteMaker:
    return SiteMaker(sites_folder, ("crm_suite",))


def opened(maker: SiteMaker) -> Iterator[Any]:
    """Open a maker's site as Administrator; what the test leaves is rolled back."""
    maker.make()
    init(maker.name, maker.folder)
    connect()
    local.flags.in_test = True
    connection = local.db.connection
    before = (connection.commits, maker.configuration())
    try:
        yield local
    finally:
        maker.is_fresh = (connection.commits, maker.configuration()) == before and maker.is_fresh
        destroy()


@pytest.fixture
def site(framework_site: SiteMaker) -> Iterator[Any]:
    """The framework's site, open as Administrator."""
    yield from opened(framework_site)


@pytest.fixture
def crm(crm_site: SiteMaker) -> Iterator[Any]:
    """A site with crm_suite, open as Administrator."""
    yield from opened(crm_site)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of the run on MariaDB what never asks the site's database: the run on SQLite has it."""
    if DIALECT == "sqlite":
        return
    kept = [item for item in items if _asks_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _asks_database(item: pytest.Item) -> bool:
    module = getattr(item, "module", None)
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & {"framework_site", "crm_site"} or vars(module).keys() & {"DIALECT", "api_site"})


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs MariaDB is skipped with the reason where it is missing; in CI that is a failure."""
    reason = servers.mariadb_missing() if DIALECT == "mariadb" else None
    if reason:
        (pytest.fail if servers.require_all() else pytest.skip)(reason)
