"""The generated OpenAPI document: accepted by an independent validator, and no more than its reader may use."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from api_site import PLAIN, READER, Caller, World, column
from openapi_spec_validator import OpenAPIV31SpecValidator

ADDRESS = "/api/v2/openapi.json"


@pytest.mark.parametrize("user", [PLAIN, READER, "Administrator"])
def test_document_is_accepted_by_an_independent_validator(world: World, user: str) -> None:
    document = world.by_key(user).get(ADDRESS).json

    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert document["openapi"].startswith("3.1")


def test_document_holds_only_what_its_reader_may_use(world: World, reader: Caller, guest: Caller) -> None:
    mine = reader.get(ADDRESS).json
    plain = world.by_key(PLAIN).get(ADDRESS).json

    assert "/api/v2/document/Api%20Order" in mine["paths"]
    assert "/api/v2/document/Api%20Order" not in plain["paths"]
    assert "secret" not in mine["components"]["schemas"]["Api_Order"]["properties"]
    assert guest.get(ADDRESS).status_code == 403


def test_custom_field_is_in_the_document_at_the_next_request(world: World, reader: Caller) -> None:
    with world.inside():
        field = column("extra_note", "Small Text", description="Made at run time")
        frappe.get_doc({"doctype": "Custom Field", "dt": "Api Order", **field}).insert()
        frappe.db.commit()

    found: dict[str, Any] = reader.get(ADDRESS, doctypes="Api Order").json["components"]["schemas"]["Api_Order"][
        "properties"
    ]

    assert found["extra_note"] == {"type": ["string", "null"], "title": "Extra_Note", "description": "Made at run time"}


def test_functions_are_described_by_their_signature(reader: Caller) -> None:
    operation = reader.get(ADDRESS).json["paths"]["/api/v2/method/frappe.client.delete"]["post"]

    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["doctype", "name"]
    assert operation["summary"] == "Delete a document; a child row goes out of its parent."
