"""Plans beside plans: editions of one plan, levels above and below it, a target broken down over places."""
