"""审计 what the audit's pages and its API answer alike: how a question is read, who may ask it, what is noted of it."""
