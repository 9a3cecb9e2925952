"""The self-check of a student's notebook: asks a function, reads what it returns, and shows a card."""
