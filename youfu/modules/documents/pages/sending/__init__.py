"""发文: drafting, passing, numbering, issuing; each file declares its addresses in `urls`."""
