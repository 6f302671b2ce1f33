#!/usr/bin/env bash
# Lays the SCXML test suite out in target/scxml, for tests/it/scxml: the npm
# package at one version, held to its SHA-512. It is Apache-2.0 and not copied
# into this repository.
set -euo pipefail
cd "$(dirname "$0")/.."
package=@scion-scxml/test-framework@2.0.16
sha512=e6b45de427452d4ce63da3b8dcd49a9819a1abab96ff49149949de127a9149b023d0588554020d7750df69d524744093fb11cb011089654ee67900f89ea6322b

mkdir -p target/scxml
cd target/scxml
file=scion-scxml-test-framework-2.0.16.tgz
if ! echo "$sha512  $file" | sha512sum --check --status 2>/dev/null; then
  npm pack --silent "$package"
  echo "$sha512  $file" | sha512sum --check --quiet
fi
rm -rf package
tar --extract --gzip --file "$file"
