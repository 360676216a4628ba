"""Tasks, assignments, progress reports and counts as the API shows them and takes them."""
