"""Text that is safe to draw: its width in cells, and long texts line by line."""
