"""Tests of the settings, the command line and the launcher."""
