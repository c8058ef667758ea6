"""Draws the views with Textual and turns keys into actions."""
