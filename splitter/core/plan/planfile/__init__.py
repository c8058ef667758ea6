"""The plan as a TOML file, for scripts and for people who read a draft."""
