"""What the measurement of imports takes: our workspace and the peer, each in a process that is watched."""
