-- Another cluster counts its transactions from its own beginning: the restored come first, in the order they had, and
-- nothing the new cluster writes can sort before them (G4). Run before the triggers are back.
update events set xid = '3'
