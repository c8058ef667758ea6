"""git split: turn a commit that does too much into several that each do one thing."""

__version__ = "0.1.0"
