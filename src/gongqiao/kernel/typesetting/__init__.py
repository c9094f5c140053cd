"""Word files as PDF: read into a plain tree, which one typst program draws with our own fonts."""
