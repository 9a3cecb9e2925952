"""A lesson: its text read and checked, its editions built, its own solutions as the reference."""
