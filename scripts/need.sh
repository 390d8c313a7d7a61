#!/usr/bin/env bash
# Checks for what a step needs, installs it where it may, or names the command that gets it.
#   need.sh python    prints the interpreter to use
#   need.sh node
#   need.sh browser
#   need.sh coturn    the TURN server, for tests of calls
#   need.sh network   hosts of their own (network namespaces), for the same
set -euo pipefail

missing() { # what, how to get it
  printf '\nMissing: %s\nGet it with:  %s\n\n' "$1" "$2" >&2
  exit 1
}

as_root() { # succeeds only where that asks for no password
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt() { # succeeds only where packages may be installed
  command -v apt-get >/dev/null && as_root true 2>/dev/null || return 1
  echo "Installing with apt: $* ..." >&2
  as_root apt-get update -qq >&2 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      "$name" -c 'import ensurepip, venv' 2>/dev/null ||
        missing "Python's venv module" "apt-get install python3-venv"
      echo "$name"
      return
    fi
  done
  missing "Python 3.11 or newer" "apt-get install python3 python3-venv   (or https://www.python.org/downloads/)"
}

need_node() {
  local hint="a package of nodejs 20.19 or newer, or https://nodejs.org/"
  command -v node >/dev/null || missing "Node 20.19 or newer" "$hint"
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' ||
    missing "Node 20.19 or newer (this is $(node --version))" "$hint"
  command -v npm >/dev/null || missing "npm" "apt-get install npm"
}

browser() {
  local name
  for name in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" && return
  done
  return 1
}

need_browser() {
  browser >/dev/null && return
  apt chromium fonts-noto-color-emoji && browser >/dev/null && return
  missing "Chromium, for the browser tests" "apt-get install chromium   (or set CHROMIUM_PATH)"
}

need_coturn() {
  command -v turnserver >/dev/null && return
  # Its package would start it for the whole network, and ask nobody for credentials.
  if command -v systemctl >/dev/null && as_root systemctl --quiet mask coturn 2>/dev/null; then
    echo "coturn is kept from starting by itself; to make it a service: systemctl unmask coturn" >&2
  fi
  apt coturn && command -v turnserver >/dev/null && return
  missing "coturn, for the tests of calls" "apt-get install coturn"
}

need_network() {
  command -v ip >/dev/null && return
  apt iproute2 && command -v ip >/dev/null && return
  missing "ip, for tests between separate networks (Linux, as root)" "apt-get install iproute2"
}

case "${1:-}" in
  python) need_python ;;
  node) need_node ;;
  browser) need_browser ;;
  coturn) need_coturn ;;
  network) need_network ;;
  *) echo "need.sh: python, node, browser, coturn or network" >&2; exit 2 ;;
esac
