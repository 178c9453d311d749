"""视图 the views that are kept behind the appends, and what numbers the record for them (G4, G11)."""
