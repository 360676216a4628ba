"""Many people and scripts at once, over the loopback address."""
