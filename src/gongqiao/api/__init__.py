"""The kit for endpoints: who calls, what a refusal looks like, paging and keys for doing a thing once."""
