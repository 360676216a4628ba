"""Made-up data of any size: the same for the same size, seed and day. Its texts say that it is generated."""

VERSION = 1
"""One more whenever other rows are generated than before."""
