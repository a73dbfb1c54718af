"""The commands of `youfu`: declared in declared.py, one file for each group, imported only when one is run."""
