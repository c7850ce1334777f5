"""Doorway: background jobs live in ``frappe.jobs``."""

from __future__ import annotations

from frappe.jobs.enqueueing import create_job_id as create_job_id
from frappe.jobs.enqueueing import enqueue as enqueue
from frappe.jobs.enqueueing import enqueue_doc as enqueue_doc
from frappe.jobs.enqueueing import get_queue_list as get_queue_list
from frappe.jobs.enqueueing import get_queues_timeout as get_queues_timeout
from frappe.jobs.overview import get_job as get_job
from frappe.jobs.overview import get_job_status as get_job_status
from frappe.jobs.overview import get_jobs as get_jobs
from frappe.jobs.overview import get_queue as get_queue
from frappe.jobs.overview import is_job_enqueued as is_job_enqueued
from frappe.model.queued import run_doc_method as run_doc_method
