"""The set-up of a new site over HTTP: what is refused leaves nothing behind."""

from __future__ import annotations

import frappe
from api_site import World

SETUP = "/api/method/frappe.desk.page.setup_wizard.setup_wizard.setup_complete"


def test_a_refused_setup_leaves_nothing_behind_and_a_right_one_is_kept(world: World) -> None:
    world.settings(setup_complete=0)
    admin = world.by_key("Administrator")
    users = [{"email": "first@setup.example", "full_name": "First", "role": "System Manager"}]
    wrong = [*users, {"email": "second@setup.example", "full_name": "Second", "role": "No Such Role"}]

    refused = admin.post(SETUP, args={"country": "Norway", "users": wrong})

    assert (refused.status_code, refused.json["error_parts"]["row"]) == (417, 2), refused.json
    with world.inside():
        assert frappe.db.get_single_value("System Settings", "country") != "Norway"
        assert not frappe.db.exists("User", "first@setup.example")

    assert admin.post(SETUP, args={"country": "Norway", "users": users}).status_code == 200

    with world.inside():
        assert frappe.db.get_single_value("System Settings", "country") == "Norway"
        assert frappe.db.exists("User", "first@setup.example")
    assert admin.post(SETUP, args={}).status_code == 417
