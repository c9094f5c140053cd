"""Assessment (考核通报): counties are scored by figures against targets; a second officer circulates the result."""
