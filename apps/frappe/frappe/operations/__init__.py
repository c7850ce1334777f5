"""What an operation changed, and taking it back (design decision 2).

Parts: ``changes`` (the journal rows of an operation as one change a document), ``since`` (who changed a document after
it), ``undo`` (the changes taken back through the document layer, newest first), ``restore`` (a deleted document written
again), ``service`` (what the desk asks).
"""

from __future__ import annotations

from frappe.operations.changes import Head as Head
from frappe.operations.changes import head_of as head_of
from frappe.operations.undo import Kept as Kept
from frappe.operations.undo import Undone as Undone
from frappe.operations.undo import count_changes as count_changes
from frappe.operations.undo import undo as undo
