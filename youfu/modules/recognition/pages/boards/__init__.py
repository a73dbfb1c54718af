"""Boards of recognition: public notices, the supervisors' board, and the catalogue of application types."""
