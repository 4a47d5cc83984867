"""Watch what customers say about a brand in public, and how the brand answers."""

__version__ = "0.1.0"
