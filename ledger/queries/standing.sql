(select * from states
  where true_from <= {then} and true_to > {then} and known_from <= {known} and known_to > {known}) s
