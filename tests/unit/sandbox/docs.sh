#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs the sh blocks of a Markdown page in one shell, in an empty folder. docs.sh PAGE BIN_DIR; 77: no jq.
set -euo pipefail
command -v jq > /dev/null || exit 77
page=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed -n '/^```sh$/,/^```$/p' "$page" | grep -v '^```' > "$folder/blocks.sh"
[ -s "$folder/blocks.sh" ]
cd "$folder"
unset CXONE_SANDBOX_CLIENT_SECRET
PATH=$2:$PATH bash -euo pipefail blocks.sh > output 2>&1 || { cat output; exit 1; }
