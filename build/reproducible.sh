#!/usr/bin/env bash
# Builds what is committed twice, in two folders of different names, and compares every archive byte by byte: whoever has
# these sources and this JDK gets the digest that a processor's certificate names. Exit code 0: they are all the same.
set -euo pipefail
cd "$(dirname -- "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for folder in "$work/one" "$work/another/and/deeper"; do
  mkdir -p "$folder"
  git archive HEAD | tar -x -C "$folder"
  echo "reproducible: building in $folder"
  (cd "$folder" && mvn -B -ntp -q -DskipTests package "$@") || exit 1
done

# What is built here, and what a processor is started with.
archives() {
  cd "$1" && find . -path '*/target/*' \( -name '*.jar' -o -name '*.war' -o -name '*.ear' \) \
    -not -path './target/formatter/*' -print0 | sort -z | xargs -0 sha256sum
}
archives "$work/one" >"$work/first"
archives "$work/another/and/deeper" >"$work/second"

if ! diff "$work/first" "$work/second"; then
  echo "reproducible: these archives differ"
  exit 1
fi
grep -E ' \./(processor|ear|web-module|client|launcher)/target/[^/]*$' "$work/first"
echo "reproducible: $(wc -l <"$work/first") archives are the same in both"
