"""Work in the background: ``frappe.enqueue``, the queue table ``__job``, workers and the scheduler (contract 8.15).

Parts: ``enqueueing`` (what apps call), ``arguments`` (typed JSON), ``queue`` (rows of the table), ``site_queue`` (a
worker's view of one site), ``watch`` (lease and time limit of a running job), ``execution`` (one job in its site),
``worker`` and ``scheduler`` (the loops), ``embedded`` (the same as threads of the web worker), ``wake`` (an enqueue
rouses the threads of its process), ``upkeep`` (old rows go).

A job's row is written inside the business transaction: it starts after the commit and a rollback takes it back. The
worker marks it finished in the transaction of the job's own writes, so these happen once even when a worker dies.
"""

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
from frappe.jobs.queue import Job as Job
