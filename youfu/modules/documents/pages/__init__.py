"""Pages: sending 发文, delivering 传达, receiving 收文, opening to the public 政务公开, announcements 通知公告."""
