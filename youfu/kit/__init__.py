"""The kit: everything that is shared and knows Django, and nothing that knows a particular benefit."""
