"""How good suggested links between plans are, against what a reader said, and how much they cost."""
