"""The actions with their keys, and the settings in git's configuration."""
