"""政务公开 and 通知公告: what is made public, what somebody asked for, what everybody should read."""
