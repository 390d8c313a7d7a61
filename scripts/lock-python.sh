#!/usr/bin/env bash
# Resolves requirements/*.in into pinned, hashed files that name no index.
set -euo pipefail
cd "$(dirname "$0")/../requirements"
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
python3 -m venv "$tool" && "$tool/bin/pip" install -q uv
compile() {
  "$tool/bin/uv" pip compile -q --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@"
}
compile run.in -o run.txt
compile -c run.txt dev.in -o dev.txt
compile -c run.txt bench.in -o bench.txt
