"""``_()``: which source answers first, contexts, parent languages, and files of apps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe.translate as translations
import pytest
from frappe.context import SiteState, invalidate, local
from frappe.localization import settings
from frappe.messages import _, _lt
from frappe.translate.files import app_messages, read_csv, write_csv
from frappe.translate.languages import get_language, get_parent_language
from frappe.types import _dict


class Rows:
    """A site's database that knows Translation and Language rows."""

    in_transaction = False

    def invalidate_now(self) -> None:
        """There is no other process."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, str | None]] = []
        self.queries = 0
        self.connection = self

    def table_exists(self, doctype: str) -> bool:
        _("an error text while texts load")
        return True

    def query(self, sql: str) -> list[Any]:
        self.queries += 1
        return self.rows

    def get_all(self, doctype: str, *_args: Any, **_options: Any) -> list[_dict]:
        return [_dict(language_code=code, language_name=code) for code in ("en", "pt", "zh")]

    def get_value(self, *_args: Any, **_options: Any) -> Any:
        return None


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two apps with Chinese and Portuguese texts."""
    files = {
        "base/translations/zh.csv": 'Save,保存\nCall,呼叫\nCall,电话,Activity\n"Hello, {0}","你好，{0}"\n',
        "base/translations/pt.csv": "Save,Salvar\nCancel,Cancelar\n",
        "base/translations/pt-BR.csv": "Save,Gravar\n",
        "shop/translations/zh.csv": "Save,存盘\n",
        "shop/locale/zh.po": (
            'msgid ""\nmsgstr ""\n\nmsgctxt "Doc"\nmsgid "Open"\nmsgstr "打开的"\n\n'
            '#, fuzzy\nmsgid "Wrong"\nmsgstr "错"\n'
        ),
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    monkeypatch.setattr(settings, "_providers", [])
    monkeypatch.setattr(translations, "get_installed_apps", lambda: ["base", "shop"])
    monkeypatch.setattr(translations, "get_app_path", lambda app: str(tmp_path / app))
    monkeypatch.setattr(translations, "find_spec", lambda app: app)
    local.__dict__.update(
        site="a",
        site_state=SiteState("a", tmp_path),
        db=Rows(),
        lang="zh",
        slot_overlay=None,
        session=_dict(user="ann"),
    )
    yield tmp_path
    local.__dict__.clear()


def test_later_apps_come_before_earlier_ones_and_records_before_apps() -> None:
    assert _("Save") == "存盘"

    local.db.rows.append(("zh", "Save", "保存好", None))
    invalidate()

    assert _("Save") == "保存好"
    assert _(" Save ") == "保存好"


def test_context_decides_and_falls_back_to_the_plain_text() -> None:
    assert (_("Call"), _("Call", context="Activity"), _("Call", context="Other")) == ("呼叫", "电话", "呼叫")
    assert (_("Open", context="Doc"), _("Open")) == ("打开的", "Open")


def test_variants_fall_back_to_their_parent_language() -> None:
    assert (_("Save", "pt-BR"), _("Cancel", "pt-BR"), _("Nothing", "pt-BR")) == ("Gravar", "Cancelar", "Nothing")
    assert _("Save", "zh-CN") == "存盘"
    assert (get_parent_language("zh-Hans-CN"), get_parent_language("en")) == ("zh", None)


def test_untranslated_and_uncertain_texts_stay_as_they_are() -> None:
    assert (_("Unknown"), _("Wrong"), _(""), _("  x ")) == ("Unknown", "Wrong", "", "  x ")


def test_english_may_be_reworded_by_records() -> None:
    local.db.rows.append(("en", "Lead", "Prospect", None))

    assert _("Lead", "en") == "Prospect"


def test_records_are_read_once_for_all_languages() -> None:
    for lang in ("zh", "pt", "en", "zh"):
        _("Save", lang)

    assert local.db.queries == 1


def test_lazy_texts_follow_the_reader() -> None:
    text = _lt("Save")

    assert f"{text}" == "存盘"
    local.lang = "pt"
    assert str(text) == text.format() == "Salvar"


def test_without_a_site_texts_are_english() -> None:
    local.__dict__.clear()

    assert _("Save", "zh") == "Save"


def test_changed_files_are_read_again(site: Path) -> None:
    assert _("Save") == "存盘"
    write_csv(site / "shop/translations/zh.csv", [("Save", "另存", "")])

    invalidate()

    assert _("Save") == "另存"


def test_files_round_trip_with_contexts_and_commas(tmp_path: Path) -> None:
    rows = [("b, c", "乙", ""), ("a", "甲", "Ctx"), ("A", "大", "")]
    write_csv(tmp_path / "x.csv", rows)

    assert read_csv(tmp_path / "x.csv") == {"b, c": "乙", "a:Ctx": "甲", "A": "大"}
    assert app_messages(tmp_path, "zh") == {}


def test_asked_languages_are_matched_with_those_of_the_site() -> None:
    assert get_language(["fr", "pt-BR", "zh"]) == "pt"
    assert get_language(["zh-Hans-CN"]) == "zh"
    assert get_language([]) == "en"
