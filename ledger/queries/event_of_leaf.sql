select stream, version from leaves where leaf = $1
