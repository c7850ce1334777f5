"""Markdown to HTML, and HTML to Markdown for mail and search."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

from frappe.utils.html_utils import is_html, sanitize_html


def md_to_html(markdown_text: str | None) -> str | None:
    """Return Markdown as HTML that is safe to show."""
    if markdown_text is None:
        return None
    return str(sanitize_html(_renderer().render(markdown_text), always_sanitize=True))


def markdown(text: str | None) -> str | None:
    """Return Markdown as HTML; HTML is cleaned and stays."""
    return str(sanitize_html(text)) if text and is_html(text) else md_to_html(text)


@cache
def _renderer() -> Any:
    from markdown_it import MarkdownIt  # only where Markdown is shown

    return MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])


def to_markdown(html: str) -> str:
    """Return HTML as Markdown."""
    reader = _Reader()
    reader.feed(html or "")
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.out)).strip()


def html2text(html: str, strip_links: bool = False, wrap: bool = True) -> str:
    """Return HTML as text with light marks."""
    text = to_markdown(html)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text) if strip_links else text


_MARKS = {"b": "**", "strong": "**", "i": "_", "em": "_", "code": "`", "s": "~~", "del": "~~"}
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_BLOCKS = frozenset("p div section article ul ol table blockquote pre".split())
_HIDDEN = frozenset(("script", "style", "head", "title"))


class _Reader(HTMLParser):
    """Writes Markdown while HTML passes by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.lists: list[list[Any]] = []
        self.links: list[str] = []
        self.hidden = 0
        self.literal = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _HIDDEN:
            self.hidden += 1
        if tag in _BLOCKS:
            self.out.append("\n\n" if not self.lists else "\n")
        if tag in _HEADINGS:
            self.out.append("\n\n" + _HEADINGS[tag])
        opening = _OPENING.get(tag)
        self.out.append(_MARKS.get(tag, ""))
        if opening:
            opening(self, values)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        self.out.append(_MARKS.get(tag, ""))
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag == "a" and self.links:
            self.out.append(f"]({self.links.pop()})")
        if tag == "pre":
            self.literal = max(0, self.literal - 1)
            self.out.append("\n```")
        if tag in _BLOCKS or tag in _HEADINGS:
            self.out.append("\n\n" if not self.lists else "\n")
        if tag in ("td", "th"):
            self.out.append(" | ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.out.append(data if self.literal else re.sub(r"\s+", " ", data))

    def list_item(self, _values: dict[str, str | None]) -> None:
        depth = max(0, len(self.lists) - 1)
        mark = "- "
        if self.lists and self.lists[-1][0] == "ol":
            self.lists[-1][1] += 1
            mark = f"{self.lists[-1][1]}. "
        self.out.append("\n" + "  " * depth + mark)

    def link(self, values: dict[str, str | None]) -> None:
        self.links.append(values.get("href") or "")
        self.out.append("[")

    def preformatted(self, _values: dict[str, str | None]) -> None:
        self.literal += 1
        self.out.append("```\n")


_OPENING: dict[str, Any] = {
    "ul": lambda reader, _values: reader.lists.append(["ul", 0]),
    "ol": lambda reader, _values: reader.lists.append(["ol", 0]),
    "li": _Reader.list_item,
    "a": _Reader.link,
    "pre": _Reader.preformatted,
    "br": lambda reader, _values: reader.out.append("\n"),
    "hr": lambda reader, _values: reader.out.append("\n\n---\n\n"),
    "tr": lambda reader, _values: reader.out.append("\n| "),
    "blockquote": lambda reader, _values: reader.out.append("> "),
    "img": lambda reader, values: reader.out.append(f"![{values.get('alt') or ''}]({values.get('src') or ''})"),
}
