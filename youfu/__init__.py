"""Youfu 优抚: benefits of veterans and their families, from the file of a person to the fen that is paid.

One county bureau 县级退役军人事务局 with its town and village stations is the unit of use. The floors of the
package and what may import what are written down in ``pyproject.toml`` (import-linter) and explained in the
README and CONTRIBUTING files.
"""

__version__ = "0.1.0"
