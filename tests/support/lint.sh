#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Static checks: lint.sh BUILD (all), --format CLANG_FORMAT, --cppcheck BUILD, --tidy BUILD, --analyzer BUILD.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
sources() { find src tests -name '*.[ch]' "$@" | sort; }

check_format() {
	sources | xargs "$1" --dry-run -Werror --style=file
}

check_cppcheck() {
	mkdir -p "$1/cppcheck"
	cppcheck --quiet --error-exitcode=1 --inline-suppr -j "$(nproc)" --cppcheck-build-dir="$1/cppcheck" --std=c11 \
		--enable=warning,performance,portability --suppress=missingInclude --suppress=missingIncludeSystem \
		-D_GNU_SOURCE -DCX_FAULTS -DCX_INSIDE_BASE -Isrc src
}

check_tidy() {
	sources -path 'src/*.c' | xargs -P "$(nproc)" -n 4 clang-tidy --quiet --warnings-as-errors='*' -p "$1"
}

check_analyzer() {
	local flags
	flags=$(pkg-config --cflags libcurl yaml-0.1 libcjson libgit2 libcrypto libpcre2-8 libmicrohttpd sqlite3)
	# shellcheck disable=SC2086
	sources -path 'src/*.c' | xargs -P "$(nproc)" -I{} gcc -std=gnu17 -O1 -fanalyzer -Werror -D_GNU_SOURCE -DCX_VERSION='"lint"' \
		-DCX_INSIDE_BASE -Isrc $flags -c -o /dev/null {}
}

case ${1:-} in
--format) check_format "$2" ;;
--cppcheck) check_cppcheck "$2" ;;
--tidy) check_tidy "$2" ;;
--analyzer) check_analyzer ;;
'' | -*)
	echo "usage: lint.sh BUILD | --format CLANG_FORMAT | --cppcheck BUILD | --tidy BUILD | --analyzer" >&2
	exit 64
	;;
*)
	echo "== cppcheck" && check_cppcheck "$1"
	echo "== clang-tidy" && check_tidy "$1"
	echo "== gcc -fanalyzer" && check_analyzer
	echo "lint: clean"
	;;
esac
