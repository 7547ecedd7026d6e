#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what a build needs and is missing, and nothing else: install.sh [tests].
#
# The libraries are those of cmake/Dependencies.cmake, so that they are listed once. Needs apt-get, and
# root or sudo, but only if something is missing.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
for_tests=${1:-}

needed=()
need() { needed+=("$1"); }
wanted=()
have() { command -v "$1" >/dev/null 2>&1; }

have cc || have gcc || have clang || { need gcc && need libc6-dev; }
[ -e /usr/include/stdio.h ] || have clang || need libc6-dev
have cmake || need cmake
have ninja || need ninja-build
have git || need git
have curl || need curl
have pkg-config || need pkg-config
while IFS=' ' read -r _ module package; do
	[ "$for_tests" = tests ] || [ "$module" != cmocka ] || continue
	pkg-config --exists "$module" 2>/dev/null || need "$package"
done < <(sed -n 's/^ *cx_dependency(\([A-Z0-9]*\) \([^ ]*\) \([^ )]*\))$/\1 \2 \3/p' "$root/cmake/Dependencies.cmake")
if [ "$for_tests" = tests ]; then
	have python3 || need python3
	have jq || need jq
	# Without this, the walk through examples/gitops.
	python3 -c 'import yaml' 2>/dev/null || wanted+=(python3-yaml)
	# Without these two, their checks are left out.
	have clang-format-14 || wanted+=(clang-format-14)
	have cppcheck || wanted+=(cppcheck)
	# Without these, the kills at every system call and the jumps of the clock.
	have strace || wanted+=(strace)
	have faketime || wanted+=(faketime)
	# Without this, the check of drift --metrics by promtool.
	have promtool || wanted+=(prometheus)
	# And without these, the comparison with other implementations of JSON Schema and
	# Standard Webhooks, and the talk with an editor's server.
	have node || wanted+=(nodejs)
	have npm || wanted+=(npm)
	# And without these, what pages look like in a browser, in CommonMark, and in a terminal.
	have chromium || wanted+=(chromium)
	have cmark-gfm || wanted+=(cmark-gfm)
	have tmux || wanted+=(tmux)
fi

# Packages of npm that tests use: what a package-lock.json beside them names, by its digests.
install_npm() {
	[ "$for_tests" = tests ] && have npm || return 0
	local folder
	for folder in "$root"/tests/support/{ajv,standardwebhooks,yamlls}; do
		[ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] ||
			npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --silent >/dev/null 2>&1 ||
			echo "not installed: the npm packages of tests/support/${folder##*/}; their checks are left out"
	done
}
[ ${#needed[@]} -gt 0 ] || [ ${#wanted[@]} -gt 0 ] || { install_npm; exit 0; }

complain() {
	[ ${#needed[@]} -gt 0 ] || exit 0
	printf '%s\n' "missing: ${needed[*]}" "$1" >&2
	exit 1
}
have apt-get || complain "this is no Debian: install what these Debian packages hold, then run this again"
as_root=()
if [ "$(id -u)" != 0 ]; then
	have sudo && sudo -n true 2>/dev/null && as_root=(sudo -n)
	[ ${#as_root[@]} -gt 0 ] || complain "run as root, or: sudo apt-get install ${needed[*]}"
fi
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" </dev/null; }

echo "installing: ${needed[*]} ${wanted[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt update >"$log" 2>&1 || true
if [ ${#needed[@]} -gt 0 ] && ! apt install -y --no-install-recommends "${needed[@]}" >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	complain "apt-get could not install them"
fi
if [ ${#wanted[@]} -gt 0 ] && ! apt install -y --no-install-recommends "${wanted[@]}" >"$log" 2>&1; then
	echo "not installed: ${wanted[*]}; their checks are left out"
fi
install_npm
