"""Administration 管理: accounts and grants, the audit trail, denials and background jobs."""
