"""Tests of the rules. `cases/*.yaml` are the calculations, each with its article, for reading beside the regulation."""
