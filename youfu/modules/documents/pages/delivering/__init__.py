"""传达: to whom it went, what they did with it, what waits here."""
