#!/usr/bin/env bash
# Reviews a million generated people and says how long it took and how much memory it had.
set -euo pipefail
cd "$(dirname "$0")/.."
people=${1:-1000000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cargo build --quiet --release --bin assay
target/release/assay demo-records --people "$people" --seed 7 >"$dir/people.jsonl"
ls -l "$dir/people.jsonl" | awk '{print "  file: " int($5 / 1e6) " MB"}'
python3 - "$dir/people.jsonl" <<'PY'
import os, resource, subprocess, sys, time
began = time.time()
with open(os.devnull, "wb") as nothing:
    code = subprocess.call(["target/release/assay", "review", sys.argv[1], "--on", "2026-11-20", "--json"], stdout=nothing)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
wall, cpu, memory = time.time() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
print(f"  review: {wall:.1f} s of wall time, {cpu:.1f} s of both cores, {memory:.0f} MB at most, exit code {code}")
sys.exit(0 if code == 0 and memory < 200 else 1)
PY
