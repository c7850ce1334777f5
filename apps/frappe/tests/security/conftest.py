"""The seeded site with both apps, one a module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from api_site import READER, WRITER, Caller, World, seeded


@pytest.fixture(scope="module")
def world(crm_site: Any) -> Iterator[World]:
    yield from seeded(crm_site)


@pytest.fixture
def guest(world: World) -> Caller:
    return world.guest()


@pytest.fixture
def reader(world: World) -> Caller:
    return world.by_key(READER)


@pytest.fixture
def writer(world: World) -> Caller:
    return world.by_key(WRITER)


@pytest.fixture
def admin(world: World) -> Caller:
    return world.by_key("Administrator")
