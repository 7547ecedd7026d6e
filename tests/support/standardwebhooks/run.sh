#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# compare.js where node and standardwebhooks are there; else the test is skipped: run.sh SIGN.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
if ! command -v node >/dev/null 2>&1 || [ ! -d node_modules/standardwebhooks ]; then
	echo "skipped: node or standardwebhooks is missing; tests/support/install.sh tests installs them"
	exit 77
fi
exec node compare.js "$@"
