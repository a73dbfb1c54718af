"""Statistics 统计: every declared indicator as a number that opens its rows."""
