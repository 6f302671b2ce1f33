#!/usr/bin/env bash
# Every figure of docs/performance.md, printed as its table. The machine should
# have nothing else to do. `benches/run.sh act sqlite` takes only those parts.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v npm >/dev/null; then
  (cd benches/peers/xstate && npm ci --no-audit --no-fund --silent)
else
  echo "npm is not here: acts are measured without their peer" >&2
fi
cargo build --locked --release --quiet
cargo bench --locked --quiet --bench figures -- "$@"
