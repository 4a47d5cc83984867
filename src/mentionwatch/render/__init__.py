"""What people read on screen. Only this package knows rich."""
