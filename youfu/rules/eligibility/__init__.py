"""Who is entitled to what: one function per category over frozen facts, returning *every* reason with its legal ground.

Facts hold what the records say; None means that they do not say, and then a person has to look. The day is passed in.
"""
