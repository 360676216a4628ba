"""Tasks, assignments, progress reports and counts over the API."""
