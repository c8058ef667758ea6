"""What a key does to the plan: the commands it stands for, or why not."""
