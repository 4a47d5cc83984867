#!/bin/sh
# Runs Prism on loopback until it is told to stop: it hands each request on to another server, or refuses it if the
# OpenAPI document does not allow it.
# usage: prism.sh DOCUMENT PORT SERVER      (installed by install.sh)
set -eu
document=$1 port=$2 server=$3
home=$(cd "$(dirname "$0")/../.." && pwd)/.cache/live
PATH="$home/node/bin:$PATH"
exec node "$home/prism/node_modules/.bin/prism" proxy "$document" "$server" --host 127.0.0.1 --port "$port" --errors
