#!/usr/bin/env bash
# Checks for what a step needs, installs it where it may, or names the command that gets it.
#   need.sh python    prints the interpreter to use
#   need.sh node
#   need.sh browser
set -euo pipefail

missing() { # what, how to get it
  printf '\nMissing: %s\nGet it with:  %s\n\n' "$1" "$2" >&2
  exit 1
}

apt() { # succeeds only where packages may be installed
  command -v apt-get >/dev/null || return 1
  local as=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as=(sudo -n)
  fi
  echo "Installing with apt: $* ..." >&2
  "${as[@]}" apt-get update -qq >&2 &&
    "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
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

case "${1:-}" in
  python) need_python ;;
  node) need_node ;;
  browser) need_browser ;;
  *) echo "need.sh: python, node or browser" >&2; exit 2 ;;
esac
