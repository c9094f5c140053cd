"""Attachments that are what they say they are, and prints as Word and PDF with a QR back to the record."""
