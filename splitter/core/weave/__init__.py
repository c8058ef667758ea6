"""All versions of a file in one order of lines, and what each part does to the tree."""
