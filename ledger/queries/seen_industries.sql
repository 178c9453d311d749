select name from industries() name
