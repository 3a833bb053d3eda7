#!/bin/sh
# Make the roles of roles.sql. PostgreSQL's image runs this once, on an empty volume; run it again for a new password:
#   docker compose up -d --wait database && docker compose exec database sh /docker-entrypoint-initdb.d/roles.sh
# The passwords come by the environment, where no list of processes shows them. No `exec` and no `set`: the image's own
# script takes this one into itself where it is not executable.
psql --no-psqlrc --quiet --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
\getenv indexer_password INDEXER_PASSWORD
\getenv scheduler_password SCHEDULER_PASSWORD
\getenv reader_password READER_PASSWORD
\include /etc/referat/roles.sql
SQL
