#!/bin/sh
# Runs mastodon_mock, a stateful mock of Mastodon's client API, on loopback until it is told to stop.
# usage: mastodon_mock.sh DIRECTORY PORT [REQUESTS]      (installed by install.sh)
# The brand acme and the customers ann and bob have the tokens acme-token, ann-token and bob-token. Without REQUESTS as
# many requests may be made as one likes; with it, so many in five minutes for each token.
set -eu
directory=$1 port=$2 requests=${3:-}
home=$(cd "$(dirname "$0")/../.." && pwd)/.cache/live/mastodon_mock
mkdir -p "$directory"
cat > "$directory/mock.toml" <<TOML
domain = "127.0.0.1:$port"
url_scheme = "http"
[ratelimit]
enabled = $([ -n "$requests" ] && echo true || echo false)
limit = ${requests:-300}
window_seconds = 300
[[seed.accounts]]
username = "acme"
access_token = "acme-token"
[[seed.accounts]]
username = "ann"
access_token = "ann-token"
[[seed.accounts]]
username = "bob"
access_token = "bob-token"
TOML
exec "$home/bin/mastodon_mock" serve --in-memory --config "$directory/mock.toml" --host 127.0.0.1 --port "$port" \
  --domain "127.0.0.1:$port"
