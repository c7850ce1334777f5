"""What changes the world of a test for a while: time, user, hooks, settings, a time limit."""

from __future__ import annotations

import datetime
import pdb
import signal
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any
from unittest import mock

from frappe.context import current_user, invalidate, local
from frappe.localization.clock import frozen
from frappe.model.documents import get_doc
from frappe.modules import apps
from frappe.sites import set_user as act_as
from frappe.utils.dates import parse_datetime


@contextmanager
def freeze_time(
    time_to_freeze: datetime.datetime | datetime.date | str, is_utc: bool = False, *_args: Any, **_options: Any
) -> Generator[None]:
    """Hold the framework's clock at a moment of the site's wall clock, or of UTC."""
    moment = time_to_freeze
    if is_utc:
        moment = moment if isinstance(moment, datetime.datetime) else parse_datetime(moment)
        moment = moment.replace(tzinfo=moment.tzinfo or datetime.UTC)
    with frozen(moment):
        yield


@contextmanager
def set_user(user: str) -> Generator[None]:
    """Act as another user."""
    before = current_user()
    act_as(user)
    try:
        yield
    finally:
        act_as(before)


@contextmanager
def patch_hooks(overridden_hooks: Mapping[str, Any]) -> Generator[None]:
    """Let hooks have other values: ``{"doc_events": {...}}`` as ``frappe.get_hooks`` would return them."""
    merge = apps._merge_installed
    wanted = dict(overridden_hooks)
    with mock.patch.object(apps, "_merge_installed", lambda: merge().update(wanted)):
        invalidate()
        try:
            yield
        finally:
            invalidate()


@contextmanager
def change_settings(
    doctype: str, settings_dict: Mapping[str, Any] | None = None, /, commit: bool = False, **settings: Any
) -> Generator[None]:
    """Give a Single other values; the old ones come back."""
    wanted = {**(settings_dict or {}), **settings}
    doc = get_doc(doctype)
    before = {fieldname: doc.get(fieldname) for fieldname in wanted}
    _save_settings(doctype, wanted, commit=commit)
    try:
        yield
    finally:
        _save_settings(doctype, before, commit=commit)


def _save_settings(doctype: str, values: Mapping[str, Any], *, commit: bool) -> None:
    doc = get_doc(doctype)
    doc.update(dict(values))
    doc.flags.ignore_mandatory = True
    doc.save(ignore_permissions=True)
    invalidate()
    if commit:
        local.db.commit()


@contextmanager
def enable_safe_exec() -> Generator[None]:
    """Switch server scripts on in the site's configuration."""
    before = local.conf.get("server_script_enabled")
    local.conf.server_script_enabled = 1
    try:
        yield
    finally:
        local.conf.server_script_enabled = before


@contextmanager
def timeout_context(seconds: int = 30, error_message: str = "Test timed out.") -> Generator[None]:
    """Raise TimeoutError in the block when it takes longer; in the main thread only, elsewhere there is no limit."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(_signal: int, _frame: Any) -> None:
        raise TimeoutError(error_message)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def timeout(seconds: Any = 30, error_message: str = "Test timed out.") -> Any:
    """Decorate a test with a time limit: ``@timeout`` or ``@timeout(seconds=5)``."""
    if callable(seconds):
        return timeout()(seconds)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def limited(*args: Any, **kwargs: Any) -> Any:
            with timeout_context(seconds, error_message):
                return function(*args, **kwargs)

        return limited

    return decorate


@contextmanager
def debug_on(*exceptions: type[BaseException]) -> Generator[None]:
    """Open the debugger where one of the exceptions (AssertionError by default) was raised."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, exceptions or AssertionError):
            pdb.post_mortem(error.__traceback__)
        raise


@contextmanager
def trace_fields(doc_class: type, field_configs: Mapping[str, Any] | None = None, **fields: Any) -> Generator[None]:
    """Refuse values of fields while they are set: ``trace_fields(ToDo, status={"forbidden_values": ["Closed"]})``.

    ``custom_validation`` is called with the document and the value and may raise.
    """
    rules = {**(field_configs or {}), **fields}
    original = doc_class.__setattr__

    def checked(self: Any, name: str, value: Any) -> None:
        rule = rules.get(name)
        if rule:
            if value in rule.get("forbidden_values", ()):
                raise AssertionError(f"{name} must not become {value!r}")
            if rule.get("custom_validation"):
                rule["custom_validation"](self, value)
        original(self, name, value)  # type: ignore[call-arg]  # a function here, not bound

    with mock.patch.object(doc_class, "__setattr__", checked):
        yield
