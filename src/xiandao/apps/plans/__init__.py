"""Plans that live: editions, items, what people said about them."""
