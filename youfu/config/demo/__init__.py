"""The demo county 试用: invented people, trial accounts, and the command that serves them. Nothing here is real."""
