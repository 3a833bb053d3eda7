#!/bin/sh
# Make what the store must have: buckets, one user for each service, one for each municipality. Repeatable.
#
#   prepare.sh          at every `docker compose up`: everything, with the municipalities of $MUNICIPALITIES
#   prepare.sh 165 …    these municipalities only, each with a new secret that is printed once
#
# Nothing but a shell and mc: Silo's image has no grep and no sed.
set -eu

policies=${0%/*}/policies

user() { # NAME SECRET POLICY_FILE
    mc --quiet admin user add store "$1" "$2"
    mc --quiet admin policy create store "$1" "$3"
    mc --quiet admin policy attach store "$1" --user="$1"
}

municipality() { # KOMMUNEKODE SECRET: its user may write below its own prefix of the drop and read its own receipts
    while IFS= read -r line; do
        case $line in *KOMMUNEKODE*) line=${line%%KOMMUNEKODE*}$1${line#*KOMMUNEKODE} ;; esac
        printf '%s\n' "$line"
    done <"$policies/municipality.json" >"${TMPDIR:-/tmp}/k$1.json"
    user "k$1" "$2" "${TMPDIR:-/tmp}/k$1.json"
}

check() { # KOMMUNEKODE: three digits, or four for a region; anything else could not be a prefix of the drop
    case $1 in
        [1-9][0-9][0-9] | [1-9][0-9][0-9][0-9]) ;;
        *) printf '%s is no kommunekode: three digits, as in 165\n' "$1" >&2; exit 2 ;;
    esac
}

everything() {
    for bucket in drop archive items receipts; do
        mc --quiet mb --ignore-existing "store/$bucket"
    done
    if [ "$DROP_IS_VERSIONED" = true ]; then
        mc --quiet version enable store/drop
    fi
    user fetcher "$FETCHER_SECRET_KEY" "$policies/fetcher.json"
    user parser "$PARSER_SECRET_KEY" "$policies/parser.json"
    user indexer "$INDEXER_SECRET_KEY" "$policies/indexer.json"
    user scheduler "$SCHEDULER_SECRET_KEY" "$policies/scheduler.json"
    user keeper "$KEEPER_SECRET_KEY" "$policies/keeper.json"
    for pair in $MUNICIPALITIES; do # 165:secret
        check "${pair%%:*}"
        municipality "${pair%%:*}" "${pair#*:}"
    done
}

mc --quiet alias set store "$STORE_URL" "$STORE_ROOT_USER" "$STORE_ROOT_PASSWORD" >/dev/null
if [ $# = 0 ]; then
    everything
    exit
fi
for code; do check "$code"; done
for code; do
    read -r secret </proc/sys/kernel/random/uuid # 122 random bits
    municipality "$code" "$secret" >&2
    printf 'access key: k%s\nsecret key: %s\n' "$code" "$secret"
done
