"""How fast Duban is, against yardsticks that stand here too: `python -m benchmarks --help`."""
