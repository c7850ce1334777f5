"""The texts of an app's code and records, and those a language lacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from frappe.translate.build import build_message_file, check_completeness
from frappe.translate.extract import (
    ExtractionError,
    Message,
    desk_messages,
    find_broken,
    find_missing,
    find_unused,
    is_translatable,
    json_messages,
    python_messages,
    template_messages,
)
from frappe.translate.files import read_csv


def texts(messages: list[Message]) -> list[tuple[str, str]]:
    return [(message.text, message.context) for message in messages]


def test_python_texts_with_context_choice_and_joined_strings() -> None:
    source = """
_("One")
frappe._("Two {0}").format(_("Inner", context="Ctx"))
_lt("Three "
    "lines")
_("A" if x else "B")
_(variable)
other._("No")
self._("No")
"""
    assert sorted(texts(python_messages(source))) == sorted(
        [("One", ""), ("Two {0}", ""), ("Inner", "Ctx"), ("Three lines", ""), ("A", ""), ("B", "")]
    )


def test_built_texts_are_refused_with_their_place() -> None:
    with pytest.raises(ExtractionError, match="a.py:1"):
        python_messages('_(f"Hello {name}")', "a.py")
    with pytest.raises(ExtractionError, match="a.ts:2"):
        desk_messages("\n__(`Hello ${name}`)", "a.ts")


def test_desk_texts_with_context_and_escapes() -> None:
    source = """
    __('Save'); __("It's {0}", [a, f("x, y")], 'Form')
    <span>{{ __('One ' +
        'two') }}</span> x.__('no') my__('no') __(`Plain`) __(name)
    """
    assert texts(desk_messages(source)) == [("Save", ""), ("It's {0}", "Form"), ("One two", ""), ("Plain", "")]


def test_template_texts() -> None:
    assert texts(template_messages('<b>{{ _("Hi") }}</b> {{ __("You", null, "C") }}')) == [("Hi", ""), ("You", "C")]


def test_doctype_texts_are_labels_options_and_descriptions() -> None:
    doctype = {
        "doctype": "DocType",
        "name": "Lead",
        "description": "A person",
        "fields": [
            {"fieldtype": "Select", "label": "Status", "options": "\nOpen\nLost"},
            {"fieldtype": "Link", "label": "Owner", "options": "User", "description": "Who"},
            {"fieldtype": "Select", "label": "Zone", "options": "yyyy-mm-dd\n2\n#,###.##"},
        ],
        "actions": [{"label": "Convert"}],
        "permissions": [{"role": "Sales User"}],
    }

    assert [text for text, _context in texts(json_messages(json.dumps(doctype)))] == [
        "Lead", "A person", "Status", "Open", "Lost", "Owner", "Who", "Zone", "Convert", "Sales User",
    ]  # fmt: skip


def test_customisations_workspaces_and_workflows_have_texts() -> None:
    custom = {"custom_fields": [{"fieldtype": "Data", "label": "Tower Code"}], "property_setters": [
        {"property": "label", "value": "Region"}, {"property": "hidden", "value": "1"},
    ]}  # fmt: skip
    workspace = {
        "doctype": "Workspace", "label": "Sales", "title": "Sales",
        "content": json.dumps([{"type": "header", "data": {"text": "<b>Your day</b>"}}]), "links": [{"label": "Leads"}],
    }  # fmt: skip
    workflow = {
        "doctype": "Workflow",
        "name": "Quote",
        "states": [{"state": "Draft"}],
        "transitions": [{"action": "Send"}],
    }

    found = json_messages(json.dumps([custom, workspace, workflow]))

    assert [message.text for message in found] == [
        "Tower Code", "Region", "Sales", "Sales", "Your day", "Leads", "Quote", "Draft", "Send",
    ]  # fmt: skip


def test_files_that_list_records_by_doctype_have_texts() -> None:
    seed = {"Role": [{"role_name": "Dispatcher"}], "Gender": [{"gender": "Male"}], "Unknown": [{"name": "x"}]}

    assert [text for text, _context in texts(json_messages(json.dumps(seed)))] == ["Dispatcher", "Male"]
    assert json_messages(json.dumps({"a": ["b"], "c": []})) == []


def test_marks_and_numbers_need_no_translation() -> None:
    assert not any(is_translatable(text) for text in ("{0}: {1}", "&nbsp;", "12 %", "<br>"))
    assert is_translatable("{0} a")


def test_what_a_language_lacks() -> None:
    messages = [Message("Save"), Message("Call", "Activity"), Message("Open {0}"), Message("New")]
    known = {"Save": "保存", "Call": "呼叫", "Open {0}": "打开 {1}", "Old": "旧"}

    assert find_missing(messages, known) == [Message("New")]
    assert find_unused(messages, known) == ["Old"]
    assert len(find_broken(messages, known)) == 1


def test_an_apps_file_is_written_and_checked(tmp_path: Path) -> None:
    app, desk = tmp_path / "shop", tmp_path / "desk" / "src"
    (app / "tests").mkdir(parents=True)
    desk.mkdir(parents=True)
    (app / "api.py").write_text('_("Save")\n_("Send")\n')
    (app / "modules.txt").write_text("Selling\n")
    (app / "tests" / "test_api.py").write_text('_("Not this")')
    (desk / "a.vue").write_text("__('Close')")
    (app / "translations").mkdir()
    (app / "translations" / "zh.csv").write_text("Save,保存\nGone,没了\n", encoding="utf-8")

    path = build_message_file(app, "zh", desk, below={"Close": "关闭"})
    done = check_completeness(app, "zh", desk, below={"Close": "关闭"})

    assert path.read_text(encoding="utf-8") == "Gone,没了\nSave,保存\nSelling,\nSend,\n"
    assert read_csv(path) == {"Gone": "没了", "Save": "保存"}
    assert [message.text for message in done.missing] == ["Send", "Selling"]
    assert (done.total, done.unused, done.broken) == (4, ("Gone",), ())
