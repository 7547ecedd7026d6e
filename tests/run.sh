#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds cxctl with sanitizers and runs all tests: one command on a fresh Debian machine.
set -euo pipefail
usage() {
	cat <<'END'
usage: tests/run.sh [--all] [-R REGEX] [-j N] [--no-install]

  --all         the long tests too, clang-tidy and gcc -fanalyzer
  -R REGEX      only the tests whose names match
  -j N          so many at a time (default: the number of processors)
  --no-install  do not install missing packages

Installs what is missing (apt-get), builds the preset asan into build/asan, runs ctest.
END
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/asan
jobs=$(nproc)
install=yes
ctest_options=()
while [ $# -gt 0 ]; do
	case $1 in
	--all) export CX_ALL=1 && ctest_options+=(-C all) ;;
	-R) ctest_options+=(-R "${2:?-R needs a regular expression}") && shift ;;
	-j) jobs=${2:?-j needs a number} && shift ;;
	--no-install) install=no ;;
	-h | --help) usage && exit 0 ;;
	*) usage >&2 && exit 64 ;;
	esac
	shift
done

# Nothing of the caller's surroundings may change a result: locale, git's environment, a missing HOME.
export LC_ALL=C.UTF-8 TZ=UTC
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_COMMON_DIR GIT_PREFIX GIT_CEILING_DIRECTORIES
mkdir -p "$build"
if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
	export HOME=$build/home
	mkdir -p "$HOME"
fi
started=$SECONDS

step() { printf '== %s\n' "$*"; }
quietly() {
	local log=$build/$1.log
	shift
	"$@" </dev/null >"$log" 2>&1 && return
	tail -n 60 "$log"
	printf 'tests/run.sh: failed: %s (all of it: %s)\n' "$*" "$log"
	exit 1
}

if [ $install = yes ]; then
	"$root/tests/support/install.sh" tests
fi
if git -C "$root" rev-parse 2>&1 | grep -q 'dubious ownership'; then
	echo "note: git does not trust this clone: git config --global --add safe.directory '$root'"
fi
step "configuring (preset asan)"
quietly configure cmake -S "$root" --preset asan
step "building with $jobs jobs"
quietly build cmake --build "$build" -j "$jobs"
if [ -n "${CX_ALL:-}" ] && [ -z "${CX_BIN_DIR:-}" ]; then
	step "building the preset release, for the long tests of faults"
	quietly release cmake -S "$root" --preset release
	quietly release cmake --build "$root/build/release" -j "$jobs"
	export CX_BIN_DIR=$root/build/release
fi
step "testing (built in $((SECONDS - started)) s)"
# What ran, as the tests tell it: "cases: NAME N ok, M failed".
cases_table() {
	sed -n 's/^cases: \(.*\) \([0-9]*\) ok, \([0-9]*\) failed\r*$/\1\t\2\t\3/p' "$build/Testing/Temporary/LastTest.log" |
		sort | awk -F'\t' '
			{ passed[$1] += $2; failed[$1] += $3; total += $2; wrong += $3 }
			!seen[$1]++ { names[++count] = $1 }
			END {
				if (!count)
					exit
				printf "== cases\n%-32s %8s %8s\n", "", "ok", "failed"
				for (i = 1; i <= count; i++)
					printf "%-32s %8d %8d\n", names[i], passed[names[i]], failed[names[i]]
				printf "%-32s %8d %8d\n", "total", total, wrong
			}'
}
result=0
# One more than there are processors: many tests wait for a tenant that is slow.
ctest --test-dir "$build" -j "$((jobs + 1))" --output-on-failure --no-tests=error --output-junit "$build/ctest.xml" \
	"${ctest_options[@]}" </dev/null || result=$?
cases_table
if [ $result = 0 ]; then
	printf 'tests/run.sh: all tests passed in %s s\n' $((SECONDS - started))
else
	printf 'tests/run.sh: TESTS FAILED, in %s s; the log is %s\n' $((SECONDS - started)) "$build/Testing/Temporary/LastTest.log"
fi
exit $result
