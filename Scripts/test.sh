#!/usr/bin/env bash
# The tests. What failed is said once more at the end, where it is found among a few thousand lines.
set -euo pipefail
cd "$(dirname "$0")/.."

swift=${SWIFT:-swift}
output=$(mktemp)
trap 'rm -f "$output"' EXIT

if "$swift" test 2>&1 | tee "$output"; then
  exit 0
fi
echo "== what failed" >&2
# The line that records an issue, and those that say with what values.
grep --text --after-context=3 -E 'recorded an issue|error:|Fatal error|unexpected signal' "$output" | cut -c 1-500 | tail -n 80 >&2 || true
exit 1
