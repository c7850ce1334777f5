"""A small site of each dialect, made once a module; each test's writes are rolled back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

import servers
from frappe.localization.settings import get_setting
from frappe.records.site_database import SiteDatabase
from records_site import DIALECTS, put_metas, small_site


@pytest.fixture(scope="module", params=DIALECTS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteDatabase]:
    missing = servers.mariadb_missing() if request.param == "mariadb" else None
    if missing and not servers.require_all():
        pytest.skip(missing)
    with small_site(request.param, tmp_path_factory.mktemp("site")) as database:
        yield database


@pytest.fixture
def db(site: SiteDatabase) -> Iterator[SiteDatabase]:
    """The active site's database, empty of rows."""
    site.rollback()
    put_metas()
    get_setting("time_zone")
    site.connection.statement_log = []
    yield site
    site.rollback()
    site.connection.statement_log = None
