"""All versions of a file in one order of lines, and the effect of each part on the tree."""
