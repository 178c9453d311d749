"""The command line `duban`: nouns and verbs, for people and for programs."""
