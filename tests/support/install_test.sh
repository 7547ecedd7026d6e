#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs a build into an empty folder and uses what is there: install_test.sh BUILD.
set -euo pipefail
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cmake --install "$1" --prefix "$prefix" >/dev/null
for program in cxctl cxone-sandbox; do
	"$prefix/bin/$program" --version >/dev/null || { echo "bin/$program does not run" && exit 1; }
done
for file in share/cxctl/schemas/kinds/audience.schema.json share/cxctl/schemas/profiles/cxone.yaml \
	share/man/man1/cxctl.1 share/man/man1/cxctl-plan.1; do
	[ -s "$prefix/$file" ] || { echo "$file is not installed" && exit 1; }
done
