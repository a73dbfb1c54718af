"""Measurements of what people wait for. Not tests: they take minutes, and their numbers go to docs/benchmarks.md."""
