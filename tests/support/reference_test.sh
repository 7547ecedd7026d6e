#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Is the committed reference what the tables of the commands say? reference_test.sh CXCTL FOLDER.
set -euo pipefail
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"$1" docs reference --dir "$fresh"
result=0
for page in "$fresh"/*; do
	diff -u "$2/$(basename "$page")" "$page" || result=1
done
[ $result = 0 ] || echo "the tables changed: cmake --build BUILD --target reference, and commit docs/reference"
exit $result
