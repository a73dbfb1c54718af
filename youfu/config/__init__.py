"""Floor 5: settings, addresses, the command line and the database launcher.

Nothing is imported here on purpose: ``youfu.config.postgres`` has to run before Django is set up.
"""
