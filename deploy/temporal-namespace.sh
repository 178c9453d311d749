#!/bin/sh
# The namespace TEMPORAL_NAMESPACE at TEMPORAL_ADDRESS: made when missing, closed runs kept as long as said here, and
# waited for until it can be used.
set -eu
namespace=${TEMPORAL_NAMESPACE:?} # said each time: the verbs of `operator namespace` do not read the variable
retention=90d # closed runs stay readable in Temporal's pages; the record is the ledger
tries=30

patiently() { # COMMAND...: until it succeeds, for a minute
    left=$tries
    until "$@" > /dev/null 2>&1; do
        left=$((left - 1))
        if [ "$left" -le 0 ]; then
            echo "no success after $tries tries: $*" >&2
            "$@" # once more, and say why
            return
        fi
        sleep 2
    done
}

patiently temporal operator cluster health
if temporal operator namespace describe --namespace "$namespace" > /dev/null 2>&1; then
    temporal operator namespace update --namespace "$namespace" --retention "$retention"
else
    temporal operator namespace create --namespace "$namespace" --retention "$retention"
fi
# every part of the server learns of a new namespace, some only after seconds
patiently temporal workflow count --namespace "$namespace"
