"""Floor 0: the rules, as pure functions over frozen dataclasses.

Nothing here knows Django, a database, a clock or a file. Days are passed in, money is integer fen 分, months are month
indexes (`periods.Month`), ranges are half-open. An auditor should be able to read this folder beside the regulation.

Where to look:

* what a month is worth        `pricing` (what a profile is due), `stacking` (what is not paid together), `money` (rounding)
* which rule was in force      `effective`, `periods`
* when payment starts and ends `start`
* what is owed or to be repaid `arrears`
* what staff type              `celltext`, `identifiers`, `naming`

The calculations are shown one by one, each with its article, in `tests/cases/*.yaml`.
"""
