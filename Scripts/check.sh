#!/usr/bin/env bash
# Everything that CI checks, in order of how soon it tells: stops at the first failure, and says how long
# each step took.
set -euo pipefail
cd "$(dirname "$0")/.."

swift=${SWIFT:-swift}

step() {
  local name=$1 start=$SECONDS
  shift
  echo "== $name"
  if "$@" </dev/null; then
    echo "== $name: ok, $((SECONDS - start)) s"
  else
    echo "== $name: FAILED after $((SECONDS - start)) s" >&2
    exit 1
  fi
}

step set-up Scripts/setup.sh
step format make --no-print-directory lint
step card-safe Scripts/card-safe.sh
# Warnings are errors by Package.swift; `swift test` builds with the same flags and finds this build done.
step build "$swift" build --build-tests --explicit-target-dependency-import-check error
# Built before the tests, which run it.
step firmware Scripts/firmware.sh
step python Scripts/python-env.sh
# The ledger's optional verifier: its tests say so where it is not there or the processor does not fit.
step multi-buffer Scripts/multibuffer.sh
step test make --no-print-directory test
# Optimised, because it is a hundred times faster: 2,000 countries, 1,000 hunts for false accusations, and
# every order of the small stories.
step world make --no-print-directory world SEEDS="${SEEDS:-2000}" HUNTS="${HUNTS:-1000}" \
  EXPLORE="${EXPLORE:-600000}"
# A ledger killed under load, over and over: nothing that it acknowledged may be lost.
step drill make --no-print-directory drill KILLS="${KILLS:-200}"
# Every flash operation of every command, and the firmware against its twin.
step sweep make --no-print-directory sweep
if [ -x Scripts/fuzz.sh ]; then
  step fuzz env RUNS="${RUNS:-20000}" Scripts/fuzz.sh
fi
echo "== all checks passed, $SECONDS s"
