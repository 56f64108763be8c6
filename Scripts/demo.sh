#!/usr/bin/env bash
# Two scenarios, as a first look: payments with no network, a plug that is pulled and a copied card; and the
# question that arises when the last payee syncs first.
set -euo pipefail
cd "$(dirname "$0")/.."

kontant=${KONTANT:-.build/debug/kontant}
if [ ! -x "$kontant" ]; then
  echo "demo: $kontant is not built yet; run: make demo" >&2
  exit 1
fi

for scenario in first-look liquidity; do
  echo "== kontant run scenarios/$scenario.yaml"
  echo
  "$kontant" run "scenarios/$scenario.yaml" </dev/null
  echo
done

cat <<END
Next:
  $kontant run scenarios/phase4-person-to-person.yaml   the e-krona pilot's own flow
  $kontant run scenarios/torn-recovered-offline.yaml    torn at every point
  $kontant run --keep my-home scenarios/staged.yaml     keeps the home, to go on by hand
  $kontant --help                                       every command
  ls scenarios           the other stories, each a page of YAML; docs/scenarios.md explains them
  make test              the tests
  less ARCHITECTURE.md   where everything is, and why
END
