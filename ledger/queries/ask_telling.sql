insert into tellings (command_id, batch) values ($1, $2)
