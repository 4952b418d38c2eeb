#!/bin/sh
# Builds the examples from their sources:  examples/build.sh           writes the modules and examples/digests
#                                           examples/build.sh --check   builds beside them and compares
# The same compiler gives the same bytes: Debian 12's clang, lld, wasi-libc and libclang-rt-dev-wasm32 (all version 14;
# apt install clang lld wasi-libc libclang-rt-dev-wasm32).
set -eu
cd "$(dirname -- "$0")"
clang --version | grep -q 'clang version 14\.' || {
  echo "build.sh: the digests hold for clang 14 (Debian 12); this is $(clang --version | head -1)" >&2
  exit 1
}
out=.
[ "${1:-}" != --check ] || out=$(mktemp -d)
compile() { # name, further flags
  name=$1
  shift
  mkdir -p "$out/$name"
  clang --target=wasm32-wasi --sysroot=/usr -isystem /usr/include/wasm32-wasi -L/usr/lib/wasm32-wasi -O2 -Wall -Wextra \
    -Werror -ffile-prefix-map="$PWD"=. "$@" -Wl,--strip-all -Wl,-z,stack-size=65536 -o "$out/$name/$name.wasm" \
    "$name/$name.c" -lm
}
compile census
compile ledger -mexec-model=reactor
if [ "$out" = . ]; then
  sha256sum census/census.wasm ledger/ledger.wasm >digests
else
  (cd "$out" && sha256sum --check --quiet -) <digests
  rm -r "$out"
fi
