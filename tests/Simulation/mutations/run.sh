#!/usr/bin/env bash
# Proves that the simulation finds bugs: applies each mutation of the product code to a copy of the sources, one at a
# time, builds the simulation there and expects it to find a violation. Prints the catch table of docs/RELIABILITY.md.
#
# Usage: tests/Simulation/mutations/run.sh [PATTERN]      only mutations whose name contains PATTERN
# Exit code: 0 when every mutation was caught, 1 when one was not or did not build.
set -euo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(readlink -f -- "$here/../../..")
seeds=${SEEDS:-200}
steps=${STEPS:-40}
shrink=${SHRINK:-25}
copy=$(mktemp -d "${TMPDIR:-/tmp}/ledger-mutations.XXXXXX")
trap 'rm -rf -- "$copy"' EXIT
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

(cd -- "$root" && git ls-files -z --cached --others --exclude-standard -- src tests/Simulation tests/Directory.Build.props \
  Directory.Build.props Directory.Packages.props BannedSymbols.txt global.json .editorconfig | tar -c --null -T -) | tar -x -C "$copy"
built=$copy/artifacts/bin/Simulation/release

build() {
  dotnet build "$@" -c Release -v q -nologo --disable-build-servers -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false \
    >"$copy/build.log" 2>&1
}

# A mutation changes no signature: only its own projects are built again, and put beside the others.
build_mutated() {
  local name
  for name in $(sed -n 's|^+++ b/src/\([A-Za-z]*\)/.*|\1|p' "$1" | sort -u); do
    build "$copy/src/$name/$name.csproj" --no-restore --no-dependencies || return 1
    cp -- "$copy/artifacts/bin/$name/release/Ledger.$name.dll" "$copy/run/"
  done
}

simulate() {
  dotnet "$copy/run/Ledger.Simulation.dll" --seed 1 --seeds "$seeds" --steps "$steps" --shrink "$shrink" >"$copy/out" 2>"$copy/err"
}

build "$copy/tests/Simulation/Simulation.csproj" || { cat "$copy/build.log" >&2; exit 1; }
cp -r -- "$built" "$copy/run"
simulate || { echo "the product as it is fails the simulation:" >&2; cat "$copy/err" >&2; exit 1; }

echo "| mutation | caught by | seed | shortest history |"
echo "|---|---|---|---|"
missed=0
for patch in "$here"/*${1:-}*.patch; do
  name=$(basename -- "$patch" .patch)
  (cd -- "$copy" && git apply --unsafe-paths "$patch")
  code=0
  rm -rf -- "$copy/run"
  cp -r -- "$built" "$copy/run"
  if build_mutated "$patch"; then simulate || code=$?; else code=build; fi
  case $code in
    1)
      # The first line of the output is "check: detail"; progress names the seed.
      check=$(sed -n '1s/:.*//p' "$copy/out")
      seed=$(sed -n 's/^seed \([0-9]*\): .*/\1/p' "$copy/err" | head -n 1)
      history=$(sed -n 's/^history (\(.*\)):$/\1/p' "$copy/out")
      echo "| $name | $check | $seed | $history |"
      ;;
    0)
      echo "| $name | **not caught** in $seeds seeds | | |"
      missed=1
      ;;
    *)
      echo "| $name | **does not run** ($code) | | |"
      tail -n 5 "$copy/build.log" "$copy/err" >&2
      missed=1
      ;;
  esac
  (cd -- "$copy" && git apply -R --unsafe-paths "$patch")
done
exit "$missed"
