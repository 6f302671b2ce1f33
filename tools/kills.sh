#!/usr/bin/env bash
# Kills processes (SIGKILL) at moments spread over their writing to a store, so
# often as told, and looks at the store after each kill:
#
#     tools/kills.sh ROUNDS
#
# One test kills a process that writes to the store itself, one a process that
# runs a procedure; docs/hardness.md says what is looked for.
set -euo pipefail
cd "$(dirname "$0")/.."
[[ ${1:-} =~ ^[1-9][0-9]*$ ]] || { echo "usage: tools/kills.sh ROUNDS" >&2; exit 2; }
JORYE_KILLS=$1 exec cargo test --quiet --test it store::kill:: -- --nocapture --test-threads=1
