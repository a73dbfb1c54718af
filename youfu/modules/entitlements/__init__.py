"""Entitlements 待遇资格: the right of a person to a programme under stated terms, from a first to a last month.

A register of its own because recognition writes it and payments reads it (ADR 0009)."""
