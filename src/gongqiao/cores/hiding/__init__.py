"""Names in a text that is to be read by everybody: where they stand, and the text without them.

Pure: a text and the names that must not appear come in, places come out. It finds them in other widths, with blanks and
marks inside, as parts of company names and with titles (王师傅); numbers that reach somebody are found without being
given.
"""

from gongqiao.cores.hiding.search import Found, Secrets, find, masked

__all__ = ["Found", "Secrets", "find", "masked"]
