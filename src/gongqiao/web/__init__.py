"""The kit for pages: layouts, parts, forms and doors. It knows the kernel and no service."""
