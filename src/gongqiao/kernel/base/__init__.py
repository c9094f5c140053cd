"""The ground: how things fail in words, what makes a number or a text acceptable, doing a thing once."""
