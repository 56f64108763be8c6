#!/usr/bin/env bash
# Two short scenarios, as a first look: a payment between two cards with no network, and the question that
# arises when the last payee syncs first.
set -euo pipefail
cd "$(dirname "$0")/.."

kontant=${KONTANT:-.build/debug/kontant}
for scenario in phase4-person-to-person liquidity; do
  echo "== kontant run scenarios/$scenario.yaml"
  "$kontant" run "scenarios/$scenario.yaml" </dev/null
  echo
done

cat <<END
Next:
  ls scenarios                     the other scenarios; each is a page of YAML, made to be changed
  .build/debug/kontant --help      every command
  make test                        the tests
  ARCHITECTURE.md                  where everything is, and why
END
