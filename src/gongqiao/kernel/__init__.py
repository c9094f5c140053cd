"""What every service needs and no service owns. The floors, lowest first, are listed in pyproject.toml."""
