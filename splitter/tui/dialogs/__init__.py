"""The screens that open above the main one."""
