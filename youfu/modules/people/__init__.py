"""The person 一人一档: identities held, service, disability, family, certificates, accounts and status, each with its dates."""
