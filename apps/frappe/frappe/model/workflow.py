"""Doorway: the public path of the workflow functions."""

from __future__ import annotations

from frappe.exceptions import WorkflowPermissionError as WorkflowPermissionError
from frappe.exceptions import WorkflowStateError as WorkflowStateError
from frappe.exceptions import WorkflowTransitionError as WorkflowTransitionError
from frappe.workflow.bulk import bulk_workflow_approval as bulk_workflow_approval
from frappe.workflow.bulk import get_common_transition_actions as get_common_transition_actions
from frappe.workflow.definition import active_workflow as active_workflow
from frappe.workflow.engine import apply_workflow as apply_workflow
from frappe.workflow.engine import can_cancel_document as can_cancel_document
from frappe.workflow.engine import get_transitions as get_transitions
from frappe.workflow.engine import get_workflow as get_workflow
from frappe.workflow.engine import get_workflow_field_value as get_workflow_field_value
from frappe.workflow.engine import get_workflow_name as get_workflow_name
from frappe.workflow.engine import get_workflow_state_field as get_workflow_state_field
from frappe.workflow.engine import validate_workflow as validate_workflow
from frappe.workflow.history import get_history as get_history
from frappe.workflow.transitions import has_approval_access as has_approval_access
