"""Sheets 表格: what staff fill in, hand in and take away, as Excel workbooks or CSV.

One declaration (:mod:`declare`) gives the blank template, the checks of every cell, the import and the
export. A file from outside is first looked at by :mod:`guard`, which refuses what could harm the machine,
then read by :mod:`reading`, which finds the table under titles and notes; :mod:`writing` makes files in
which identifiers stay text, nothing a person typed becomes a formula, and money is exact to the fen.
"""
