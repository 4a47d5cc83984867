#!/bin/sh
# Installs the software that the tests of this folder run against. Servers come by apt (as root); what comes by npm and
# pip goes into .cache/live of this repository. What is there already stays as it is.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)/.cache/live
mkdir -p "$here"

wanted=""
need() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || wanted="$wanted $2"; }
need nginx nginx
need dovecot dovecot-imapd
need redis-server redis-server
need npm npm
need g++ g++
need make make
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
if [ -n "$wanted" ]; then
  apt-get update -q
  # RUNLEVEL=1: the servers are only to be there; the tests start their own, on ports of their own.
  # shellcheck disable=SC2086
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -qy --no-install-recommends $wanted
fi

if [ ! -x "$here/mastodon_mock/bin/mastodon_mock" ]; then
  python3 -m venv "$here/mastodon_mock"
  "$here/mastodon_mock/bin/pip" install --quiet --disable-pip-version-check mastodon_mock==0.6.1
fi

npm_project() {
  mkdir -p "$1"
  echo '{"private": true, "type": "module"}' > "$1/package.json"
  (cd "$1" && npm install --no-audit --no-fund --loglevel=error "$2")
}

# Node 22 has a folder of its own: a later `npm install` beside it would prune its headers, which better-sqlite3 is
# built with.
[ -e "$here/node/bin/node" ] || {
  npm_project "$here/node" node@22.23.3
  ln -s "$(dirname "$(find "$here/node/node_modules" -path '*/bin/node' -type f -size +1M | head -1)")" "$here/node/bin"
}
PATH="$here/node/bin:$PATH"
npm_config_nodedir=$(dirname "$(readlink -f "$here/node/bin")")
export PATH npm_config_nodedir

[ -x "$here/prism/node_modules/.bin/prism" ] || npm_project "$here/prism" @stoplight/prism-cli@5.14.2
[ -d "$here/bluesky/node_modules/@atproto/dev-env" ] || npm_project "$here/bluesky" @atproto/dev-env@0.6.7
(cd "$here/bluesky" && node -e "new (require('better-sqlite3'))(':memory:')")
