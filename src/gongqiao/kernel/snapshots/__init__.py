"""Snapshots: numbers of a period frozen with the rows behind them, signed by a second person; the reports made of them."""
