"""Which tasks of two plans may be the same work carried on. Pure: wordings in, scores and reasons out.

`wordings` is what is compared, `subjects` knows other words for the same subject, `nearness` scores pairs,
and `reasons` says what a pair has in common. Nothing is linked here: people decide.
"""
