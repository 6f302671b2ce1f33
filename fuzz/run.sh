#!/usr/bin/env bash
# Fuzzes each target, or those named, for so many seconds each:
#
#     fuzz/run.sh SECONDS [TARGET…]
#
# Coverage-guided (libFuzzer), with stable Rust and a C++ compiler; nothing else
# has to be installed. The corpus grows in fuzz/corpus/, an input that breaks a
# law is kept in fuzz/artifacts/. Prints for each target: seconds, executions,
# inputs in the corpus, findings. Ends with 1 where there is a finding.
set -euo pipefail
cd "$(dirname "$0")"
[[ ${1:-} =~ ^[0-9]+$ ]] || { echo "usage: fuzz/run.sh SECONDS [TARGET…]" >&2; exit 2; }
seconds=$1
shift
[ $# -gt 0 ] || set -- $(sed -n 's/^name = "\([a-z]*\)"$/\1/p' Cargo.toml)

host=$(rustc -vV | sed -n 's/^host: //p')
# What LLVM's coverage sanitizer needs to be told; the flags of cargo-fuzz.
build() {
  RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares" \
    cargo build --quiet --locked --release --target "$host" $(printf -- '--bin %s ' "$@")
}
# A long run while the sources are worked on: the binaries of before, by their folder.
binaries=${JORYE_FUZZ_BINARIES:-}
[ -n "$binaries" ] || { build "$@"; binaries=target/$host/release; }

# What the repository has in any case is where each search starts.
seeds() {
  case $1 in
    text) echo seeds/text ../ordinance ../tests/fixtures/texts ;;
    workflow) echo seeds/workflow ../workflows ../tests/fixtures/workflow/good ../tests/fixtures/engine ;;
    scenario) echo seeds/scenario ../workflows ;;
    *) echo "seeds/$1" ;;
  esac
}

failed=0
printf '%-10s %8s %12s %8s %9s\n' target seconds executions corpus findings
for target in "$@"; do
  mkdir -p "corpus/$target" "artifacts/$target"
  log=artifacts/$target.log
  dictionary=$([ -f "dictionaries/$target" ] && echo "-dict=dictionaries/$target" || true)
  before=$(find "artifacts/$target" -type f | wc -l)
  "$binaries/$target" "corpus/$target" $(seeds "$target") $dictionary \
    -max_total_time="$seconds" -max_len=32768 -timeout=20 -rss_limit_mb=2048 -len_control=20 \
    -artifact_prefix="artifacts/$target/" -print_final_stats=1 >"$log" 2>&1 || failed=1
  ran=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  took=$(sed -n 's/^Done .* in \([0-9]*\) second.*/\1/p' "$log")
  found=$(($(find "artifacts/$target" -type f | wc -l) - before))
  [ "$found" -eq 0 ] || failed=1
  printf '%-10s %8s %12s %8s %9s\n' "$target" "${took:--}" "${ran:--}" \
    "$(find "corpus/$target" -type f | wc -l)" "$found"
done
exit $failed
