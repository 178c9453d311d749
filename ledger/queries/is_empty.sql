select not exists (select from events where stream <> 'ledger') and not exists (select from cases)
