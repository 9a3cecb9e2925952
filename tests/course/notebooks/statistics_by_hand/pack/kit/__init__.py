"""What the notebooks bring along."""

from kit import selfcheck as selfcheck
