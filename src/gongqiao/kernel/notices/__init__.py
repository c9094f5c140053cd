"""Messages to people: in the product at once, by other channels from the worker. One event, one message a person."""
