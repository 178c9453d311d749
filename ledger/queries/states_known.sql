select number, version from states_now where number = any ($1)
