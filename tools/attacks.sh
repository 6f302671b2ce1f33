#!/usr/bin/env bash
# Rules that mean harm say the same whatever the program was built for: the tests
# of attacks, whose answers are kept word for word, with the checks of a debug
# build and without, where Rhai has other limits of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
for profile in dev release; do
  echo "== $profile"
  INSTA_UPDATE=no cargo test --quiet --lib --profile "${profile/dev/test}" guard::tests
done
