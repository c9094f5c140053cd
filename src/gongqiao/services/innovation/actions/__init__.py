"""Everything that changes common problems, joint works and proposals."""
