"""The class as its teacher looks at it: one page without a server, and its marks as tables."""
