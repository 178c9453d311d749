select body, hash from events where stream = 'ledger' and version = 1
