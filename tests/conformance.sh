#!/usr/bin/env bash
# Scores against the outside suites in ../shared that may only grow.
#
#   tests/conformance.sh              fails if a case of tests/conformance/pass.txt no longer passes or a score fell; tells of what is better
#   UPDATE=1 tests/conformance.sh     writes tests/conformance/pass.txt anew
#
# Needs target/release/taben (or BIN) and python3 with html5lib.  Of the suites, only the names of cases are kept here.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=${BIN:-target/release/taben}
shared=../shared
list=tests/conformance/pass.txt

if [ ! -d "$shared" ]; then
    echo "SKIPPED: $shared is not here" >&2
    exit 0
fi
if ! python3 -c 'import html5lib' 2>/dev/null; then
    echo "SKIPPED: python3 has no html5lib (pip install html5lib==1.1)" >&2
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What holds now: a line for every case, then scores as `= NAME NUMBER`.
python3 "$shared/conformance/run.py" --bin "$bin" --list "$work/cases" | tee "$work/run"
python3 "$shared/conformance/articles.py" --bin "$bin" | tail -n 1 | tee "$work/articles"
python3 "$shared/conformance/citations.py" --bin "$bin" | tail -n 1 | tee "$work/citations"
cat "$shared/article/rules.wiki" "$shared/article/source.wiki" |
    "$bin" convert --to html --language zh --variant zh-hk --title 恐怖主义与哈萨克斯坦 - >"$work/page.html" 2>/dev/null || true
python3 "$shared/article/compare.py" "$work/page.html" | tee "$work/article"

{
    grep -v '^$' "$work/cases" | LC_ALL=C sort
    sed -n 's/^blocks \([0-9]*\).*/= articles-blocks \1/p' "$work/articles"
    sed -n 's/^citations \([0-9]*\).*/= citations \1/p' "$work/citations"
    sed -n 's/^blocks \([0-9]*\).*/= article-blocks \1/p; s/^footnotes \([0-9]*\).*/= article-footnotes \1/p; s/^footnote errors shown \([0-9]*\).*/= article-footnote-errors \1/p' "$work/article"
    echo "= article-uses-same $(grep -c 'uses same' "$work/article" || true)"
} >"$work/now"

if [ -n "${UPDATE:-}" ]; then
    mkdir -p "$(dirname "$list")"
    cp "$work/now" "$list"
    echo "wrote $list"
    exit 0
fi

python3 - "$list" "$work/now" <<'PY'
import collections
import sys


def read(path):
    cases, scores = collections.Counter(), {}
    for line in open(path, encoding="utf-8").read().splitlines():
        if line.startswith("= "):
            name, number = line[2:].rsplit(" ", 1)
            scores[name] = int(number)
        else:
            cases[line] += 1
    return cases, scores


(was, floors), (now, scores) = read(sys.argv[1]), read(sys.argv[2])
lost, gained = sorted((was - now).elements()), sorted((now - was).elements())
lower = [f"{name}: {scores.get(name, 0)}, was {floor}" for name, floor in floors.items() if scores.get(name, 0) < floor]
higher = [f"{name}: {score}, was {floors.get(name, 0)}" for name, score in scores.items() if score > floors.get(name, 0)]
for title, names in [("no longer pass", lost), ("scores fell", lower), ("pass and are not listed", gained), ("scores rose", higher)]:
    if names:
        print(f"{title}:", *names, sep="\n  ")
print(f"{sum(now.values())} passed, {len(lost) + len(lower)} failed")
if gained or higher:
    print("UPDATE=1 tests/conformance.sh writes them down", file=sys.stderr)
sys.exit(1 if lost or lower else 0)
PY
