"""The actions of the main screen, by subject.  A controller knows the screen, and no other one."""
