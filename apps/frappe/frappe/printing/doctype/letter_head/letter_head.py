"""Letter heads: what stands above and below printed documents (contract 8.7)."""

from __future__ import annotations

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, escape_html


class LetterHead(Document):
    """One letter head."""

    def before_insert(self) -> None:
        self.source = self.source or "HTML"

    def validate(self) -> None:
        self.set_image("image", "content", "align", "source")
        self.set_image("footer_image", "footer", "footer_align", "footer_source")
        if cint(self.is_default) and cint(self.disabled):
            raise ValidationError(_("Letter Head cannot be both disabled and default"), fieldname="is_default")

    def set_image(self, image: str, target: str, align: str, source: str) -> None:
        """Make the HTML of a head that is an image."""
        address = cstr(self.get(image))
        if self.get(source) != "Image" or not address:
            return
        size = "".join(
            f' {key}="{cint(self.get(f"{image}_{key}"))}"'
            for key in ("width", "height")
            if cint(self.get(f"{image}_{key}"))
        )
        side = cstr(self.get(align) or "Left").lower()
        self.set(
            target, f'<div style="text-align: {escape_html(side)};"><img src="{escape_html(address)}"{size}></div>'
        )

    def on_update(self) -> None:
        if cint(self.is_default):
            local.db.set_value("Letter Head", {"name": ["!=", self.name], "is_default": 1}, "is_default", 0)
