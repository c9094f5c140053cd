"""Attachments that are what they say they are, pages of a PDF as pictures, QR codes."""
