#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From nothing to an audited deployment in a few minutes: builds cxctl, starts a tenant on loopback, uses both.
set -euo pipefail
usage() {
	cat <<'END'
usage: examples/quickstart/run.sh [--keep] [--no-build]

  --keep      keep the folder with the repository that was made
  --no-build  use the programs in CX_BIN_DIR (default: build/release)

Installs what is missing (apt-get), builds into build/release, and shows cxctl with the
definitions of this folder on a tenant on loopback. Nothing leaves this machine.
END
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
bin=${CX_BIN_DIR:-$root/build/release}
build=yes
keep=no
while [ $# -gt 0 ]; do
	case $1 in
	--keep) keep=yes ;;
	--no-build) build=no ;;
	-h | --help) usage && exit 0 ;;
	*) usage >&2 && exit 64 ;;
	esac
	shift
done

export LC_ALL=C.UTF-8 GIT_PAGER=cat
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_COMMON_DIR GIT_PREFIX
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy
work=$(mktemp -d "${TMPDIR:-/tmp}/cxctl-quickstart.XXXXXX")
export HOME=${HOME:-$work}
sandbox=
clean_up() {
	[ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true
	[ $keep = yes ] || rm -rf "$work"
}
trap clean_up EXIT

say() { printf '\n%s\n' "$@"; }
fail() {
	printf 'quickstart: %s\n' "$*" >&2
	exit 1
}
# run EXIT COMMAND: shows the command, runs it, and insists on how it ends.
run() {
	local expected=$1 status=0
	shift
	printf '\n$ %s\n' "$*"
	# What the shell itself has to say of a killed command is left out.
	{ bash -c "$*" </dev/null 2>&3 || status=$?; } 3>&2 2>/dev/null
	[ "$status" = "$expected" ] || fail "expected exit $expected, got $status: $*"
	case $status in
	0) ;;
	137) echo "(killed)" ;;
	*) printf '(exit %s)\n' "$status" ;;
	esac
}

if [ $build = yes ]; then
	"$root/tests/support/install.sh"
	log=$work/build.log
	echo "building cxctl and cxone-sandbox into build/release ..."
	{ cmake -S "$root" --preset release && cmake --build "$root/build/release" --target cxctl cxone-sandbox; } \
		</dev/null >"$log" 2>&1 || { tail -n 40 "$log" >&2 && fail "the build failed"; }
	bin=$root/build/release
	echo "built in $SECONDS s"
fi
bin=$(cd "$bin" && pwd)
export PATH=$bin:$PATH

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
CXONE_CLIENT_SECRET=$(random)
CDP_WEBHOOK_SECRET=$(random)
ANALYTICS_WEBHOOK_SECRET=$(random)
export CXONE_CLIENT_ID=sandbox CXONE_CLIENT_SECRET CDP_WEBHOOK_SECRET ANALYTICS_WEBHOOK_SECRET
export CXONE_SANDBOX_CLIENT_SECRET=$CXONE_CLIENT_SECRET

cxone-sandbox --port 0 --exit-with-parent >"$work/sandbox.out" 2>"$work/sandbox.err" &
sandbox=$!
url=
for _ in $(seq 100); do
	url=$(sed -n 's/^cxone-sandbox listening on //p' "$work/sandbox.out")
	[ -z "$url" ] || break
	kill -0 "$sandbox" 2>/dev/null || { cat "$work/sandbox.err" >&2 && fail "the sandbox did not start"; }
	sleep 0.1
done
[ -n "$url" ] || fail "the sandbox did not say where it listens"

say "A CXone tenant runs at $url (cxone-sandbox)." \
	"The definitions of examples/quickstart go into a git repository of their own:"
mkdir "$work/repo"
cp -R "$here/cxctl.yaml" "$here/audiences" "$here/webhooks" "$work/repo/"
cd "$work/repo"
sed -i "s|http://127.0.0.1:8472|$url|" cxctl.yaml
git init -q --template= -b main
git config user.name "Ana Example"
git config user.email ana@example.com
git config commit.gpgsign false
run 0 git add -A
run 0 "git commit -q -m 'audiences and a webhook'"

say "1. Are the definitions valid? No network, no credentials."
run 0 cxctl validate

say "2. What would they do to the tenant? plan reads, and never writes."
run 0 cxctl plan

say "3. Make it so. Each write is recorded on disk before it is sent."
run 0 cxctl apply --yes

say "4. The same again finds nothing to do. What the tenant saw were only reads:"
curl -sS -X DELETE "$url/sandbox/requests" >/dev/null
run 0 cxctl apply --yes
run 0 "curl -s '$url/sandbox/requests?route=api' |
  grep -o '\"method\":\"[A-Z]*\"' | sort | uniq -c"
if curl -sS "$url/sandbox/requests?route=api" | grep -Eq '"method":"(PUT|POST|DELETE)"'; then
	fail "the second apply wrote"
fi

say "5. Someone changes an audience by hand, past git."
run 0 "curl -sS -o /dev/null $url/sandbox/edit -d '{
  \"kind\": \"Audience\", \"id\": \"9c3e7a10-2b64-4f7d-8e21-c4d5b6a79880\",
  \"patch\": {\"description\": \"changed by hand\"}}'"
say "drift sees it, and exits with 6:"
run 6 cxctl drift
say "apply puts it back:"
run 0 cxctl apply --yes
run 0 cxctl drift

say "6. A change in git, as a pull request would bring it:"
run 0 "sed -i 's/value: 500000/value: 750000/' audiences/enterprise.yaml"
run 0 "git commit -q -a -m 'aim at larger accounts'"
run 0 cxctl plan
run 0 cxctl apply --yes

say "7. Pull the plug. Two more changes, a tenant that answers one of them late, and kill -9:"
run 0 "sed -i 's/value: 750000/value: 800000/' audiences/enterprise.yaml"
run 0 "sed -i 's/, value: 0}/, value: 50}/' audiences/retail.yaml"
run 0 "git commit -q -a -m 'fewer, and better'"
run 0 "curl -sS -o /dev/null $url/sandbox/faults -d '{
  \"route\": \"PUT /api/v1/audiences/*\", \"kind\": \"delay\", \"ms\": 30000, \"count\": 1}'"
run 137 "timeout --signal=KILL 2 cxctl apply --yes"
say "The next apply says what it found, asks the tenant about what is in doubt, and finishes:"
run 0 cxctl apply --yes

say "8. Who applied what, when, from which commit? Is the record intact?"
run 0 cxctl audit log
run 0 cxctl audit verify

say "The record is a git ref; plain git reads it too:"
run 0 git log --first-parent --oneline --no-decorate refs/cxctl/prod
run 0 git diff --stat refs/cxctl/prod~1 refs/cxctl/prod

say "That was cxctl, in $SECONDS s. Next:"
cat <<'END'
  docs/tutorial/first-plan.md           the same by hand, step by step
  docs/how-to/recover-after-a-crash.md  pull the plug yourself, wherever you like
  cxone-sandbox --port 8472             a tenant to try your own definitions on
  cxctl help                            all commands
END
[ $keep = no ] || printf '\nThe repository is %s\n' "$work/repo"
