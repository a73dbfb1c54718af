"""Tests of the whole system: architecture, permission matrix, journeys, browser and accidents."""
