#!/bin/sh
# Runs a Bluesky network on loopback until it is told to stop, with a PostgreSQL and a Redis of its own.
# usage: [RATE_LIMITS=1] bluesky.sh DIRECTORY POSTGRES_PORT REDIS_PORT      (installed by install.sh)
# DIRECTORY must lie where the user postgres may enter, for PostgreSQL does not run as root.
set -eu
directory=$1 postgres=$2 redis=$3
here=$(cd "$(dirname "$0")" && pwd)
installed=$here/../../.cache/live
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -1)")
as_postgres() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi
}
mkdir -p "$directory/redis" "$directory/tmp"
[ "$(id -u)" != 0 ] || chown postgres "$directory"
cd "$directory"

network=
stop() {
  trap '' TERM INT
  [ -z "$network" ] || { kill "$network" 2>/dev/null && wait "$network"; } || true
  [ ! -f "$directory/redis.pid" ] || kill "$(cat "$directory/redis.pid")" || true
  as_postgres "$bin/pg_ctl" -D "$directory/postgres" -m immediate stop >/dev/null || true
}
trap 'exit 0' TERM INT
trap stop EXIT

as_postgres "$bin/initdb" -D "$directory/postgres" -A trust -U postgres --no-sync >/dev/null
as_postgres "$bin/pg_ctl" -D "$directory/postgres" -w -l "$directory/postgres.log" \
  -o "-p $postgres -h 127.0.0.1 -k $directory -c fsync=off -c max_connections=200" start >/dev/null
redis-server --port "$redis" --bind 127.0.0.1 --save '' --appendonly no --dir "$directory/redis" \
  --daemonize yes --pidfile "$directory/redis.pid" >/dev/null
DB_POSTGRES_URL="postgresql://postgres@127.0.0.1:$postgres/postgres" REDIS_HOST="127.0.0.1:$redis" LOG_ENABLED=false \
  TMPDIR="$directory/tmp" BLUESKY_INSTALLED="$installed/bluesky" "$installed/node/bin/node" "$here/bluesky.mjs" &
network=$!
wait "$network"
