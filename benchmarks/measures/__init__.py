"""One module a kind of measurement; each runs in a worker and gives plain values back."""
