"""Text that is safe to draw, by cells and by lines."""
