"""Papers: Word templates with versions, filled with facts; the PDF is set from the filled Word, so both are one."""
