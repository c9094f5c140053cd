"""The one book: who did what, to what, when. Only ids, codes and names of fields stand in it.

Words that may name people (a reason, values before and after) lie beside an entry in ``Side``. Nothing is ever
changed or deleted; sealing follows later.
"""
