"""What is exported as CSV and XLSX: each column once, for the pages and the API alike.

Headings and words are in the language that is active when the columns are made: rows are written later.
"""

from tasks.exports.agencies import agency_table
from tasks.exports.assignments import assignment_table
from tasks.exports.links import link_table
from tasks.exports.reports import report_table
from tasks.exports.tasks import task_table
from tasks.exports.traces import trace_table
from tasks.exports.trends import since_table, trend_table

__all__ = [
    "agency_table",
    "assignment_table",
    "link_table",
    "report_table",
    "since_table",
    "task_table",
    "trace_table",
    "trend_table",
]
