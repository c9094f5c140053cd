"""Who acts, with which powers, from which places; and which rows they may see."""
