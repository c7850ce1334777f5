"""The functions in OpenAPI: ``frappe.client`` and what installed apps offer in their ``api`` package."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from frappe import client
from frappe.modules import get_installed_apps
from frappe.rpc import whitelisted
from frappe.rpc.rules import Rule

_TYPES: dict[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    dict: "object",
    list: "array",
}
Offer = tuple[str, Callable[..., Any], Rule]


def method_paths(responses: dict[str, Any]) -> dict[str, Any]:
    """Return the paths of the functions."""
    return {f"/api/v2/method/{name}": _path(name, function, rule, responses) for name, function, rule in _offers()}


def _offers() -> Iterator[Offer]:
    modules = {client.__name__}
    for app in get_installed_apps():
        if app != "frappe":
            modules |= _api_modules(app)
    for function, rule in whitelisted().items():
        if function.__module__ in modules and "." not in function.__qualname__:
            yield f"{function.__module__}.{function.__name__}", function, rule


@cache
def _api_modules(app: str) -> frozenset[str]:
    """Import an app's ``api`` package and return its modules."""
    try:
        package = importlib.import_module(f"{app}.api")
    except ModuleNotFoundError:
        return frozenset()
    names = [f"{app}.api"]
    for found in pkgutil.walk_packages(getattr(package, "__path__", []), f"{app}.api."):
        importlib.import_module(found.name)
        names.append(found.name)
    return frozenset(names)


def _path(name: str, function: Callable[..., Any], rule: Rule, responses: dict[str, Any]) -> dict[str, Any]:
    parameters = inspect.signature(inspect.unwrap(function)).parameters.values()
    named = [p for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    properties = {parameter.name: _schema(parameter.annotation) for parameter in named}
    required = [parameter.name for parameter in named if parameter.default is parameter.empty]
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    operation: dict[str, Any] = {
        "operationId": name.replace(".", "_"), "tags": [name.rpartition(".")[0]], "responses": responses,
        "summary": (inspect.getdoc(function) or name).split("\n", 1)[0],
        "requestBody": {"content": {"application/json": {"schema": schema}}},
    }  # fmt: skip
    if rule.allow_guest:
        operation["security"] = []
    return {"post" if "POST" in rule.methods else rule.methods[0].lower(): operation}


def _schema(annotation: Any) -> dict[str, Any]:
    """Return the schema of an annotation, that of anything when it is not a plain type."""
    if isinstance(annotation, str):  # annotations are not evaluated
        if "|" in annotation:
            return {}
        annotation = _NAMES.get(annotation.partition("[")[0].strip(), annotation)
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        return {}
    kind = _TYPES.get(typing.get_origin(annotation) or annotation)
    return {"type": kind} if kind else {}


_NAMES: Mapping[str, Any] = {kind.__name__: kind for kind in _TYPES}
