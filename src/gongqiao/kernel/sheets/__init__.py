"""Tables of rows: what a list shows and its Excel holds is said once, as columns; Excel goes out and comes in."""
