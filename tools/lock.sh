#!/bin/sh
# Lock every dependency with hashes, for Python 3.11 and newer. No address of a registry is written.
set -eu
cd "$(dirname "$0")/.."
lock() { .venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate \
  --universal --python-version 3.11 "$@"; }
lock requirements/uv.in -o requirements/uv.txt
lock pyproject.toml requirements/build.in -o requirements/run.txt
lock pyproject.toml requirements/build.in --extra dev -o requirements/dev.txt
