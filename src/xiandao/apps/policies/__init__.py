"""政策工具库: support policies of every level and the measures they promise."""
