"""Payments 待遇发放: the monthly roll, its approval and posting, the bank file and the explanation of every fen."""
