"""Everything that reads. What is published is everybody's; the rest starts from the actor."""
