#!/bin/sh
# Installs what the tests of this folder need: Chromium by apt (as root), axe-core by npm into .cache/axe of this
# repository, and playwright by pip. What is there already stays as it is.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
here="$root/.cache/axe"

wanted=""
command -v chromium >/dev/null 2>&1 || wanted="$wanted chromium"
command -v npm >/dev/null 2>&1 || wanted="$wanted npm"
if [ -n "$wanted" ]; then
  apt-get update -q
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -qy --no-install-recommends $wanted
fi

if [ ! -f "$here/node_modules/axe-core/axe.min.js" ]; then
  mkdir -p "$here"
  npm install --prefix "$here" --no-save --no-audit --no-fund --silent axe-core@4.14.1
fi
cd "$root"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --group browser
