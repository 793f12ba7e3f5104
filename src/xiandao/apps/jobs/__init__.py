"""Work that is done in the background, survives a restart, and needs no other server."""
