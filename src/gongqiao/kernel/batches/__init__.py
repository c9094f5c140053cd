"""Lists that come in: a *batch* is checked row by row, carried out, mended and sent again, and may be taken back.

What a row means is said by a kind of sheet (``sheets.kinds``); here stand upload, dry run, progress, failed rows, undo
and forgetting, for every kind.
"""
