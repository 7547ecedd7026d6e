#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# talk.js where node and yaml-language-server are there; else the test is skipped: run.sh CXCTL QUICKSTART.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
if ! command -v node >/dev/null 2>&1 || [ ! -d node_modules/yaml-language-server ]; then
	echo "skipped: node or yaml-language-server is missing; tests/support/install.sh tests installs them"
	exit 77
fi
exec node talk.js "$@"
