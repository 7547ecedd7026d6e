#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plans in odd environments: byte for byte what they are in a plain one."""

import pathlib
import subprocess
import sys

from tenant import Failed, Tenant, definitions_10, options_read, run_cases

DEAD = "http://127.0.0.1:9"
QUICK = 7
LOCALES = ("tr_TR.UTF-8", "de_DE.UTF-8")
GIT_CONFIG = """\
[user]
	name = Ana Ops
	email = ana@example.com
[core]
	autocrlf = true
	eol = crlf
	hooksPath = {top}/hooks
	quotePath = false
	fsmonitor = {top}/hooks/post-index-change
	attributesFile = {top}/attributes
[includeIf "gitdir:{top}/"]
	path = {top}/included
[color]
	ui = always
[http]
	proxy = http://127.0.0.1:9
[init]
	defaultBranch = 'ü'
"""


def also(**more):
    return lambda tenant, environment: environment.update({name.replace("__", ""): value for name, value in more.items()})


def without(*names):
    def change(_tenant, environment):
        for name in names:
            environment.pop(name, None)
    return change


def elsewhere(tenant, environment):
    """What git's hooks and wrappers leave in the environment, of another repository."""
    other = tenant.top / "other"
    if not other.exists():
        subprocess.run(["git", "init", "-q", str(other)], check=True, env=tenant.environment)
    git = other / ".git"
    environment.update(GIT_DIR=str(git), GIT_WORK_TREE=str(other), GIT_INDEX_FILE=str(git / "index"), GIT_COMMON_DIR=str(git),
                       GIT_OBJECT_DIRECTORY=str(git / "objects"), GIT_NAMESPACE="other", GIT_PREFIX="x/",
                       GIT_CEILING_DIRECTORIES=str(tenant.top))


def config_of_user(tenant, environment):
    home = tenant.top / "odd home"
    home.mkdir(exist_ok=True)
    (tenant.top / "included").write_text("[core]\n\tautocrlf = input\n\tignoreCase = true\n", encoding="utf-8")
    (tenant.top / "attributes").write_text("*.yaml text eol=crlf filter=none ident\n", encoding="utf-8")
    (home / ".gitconfig").write_text(GIT_CONFIG.format(top=tenant.top), encoding="utf-8")
    (home / ".curlrc").write_text('proxy = "http://127.0.0.1:9"\nuser-agent = "other"\n', encoding="utf-8")
    (home / ".netrc").write_text("machine 127.0.0.1 login other password other\n", encoding="utf-8")
    (home / ".netrc").chmod(0o600)
    environment.update(HOME=str(home), CURL_HOME=str(home), NETRC=str(home / ".netrc"))


def broken_config(tenant, environment):
    home = tenant.top / "no home"
    home.mkdir(exist_ok=True)
    (home / ".config").write_text("not a folder", encoding="utf-8")
    environment.update(HOME=str(home), XDG_CONFIG_HOME=str(home / ".config"))


def shell(text):
    """A shell that changes what it hands on, and then becomes the program."""
    return ["/bin/sh", "-c", text + '; exec "$@"', "sh"]


# Name: what changes the environment; or what cxctl is started by; or the folder that it is started in.
ENVIRONMENTS = {
    "LC_ALL=tr_TR.UTF-8": also(LC_ALL="tr_TR.UTF-8", LANG="tr_TR.UTF-8"),
    "LC_ALL=de_DE.UTF-8": also(LC_ALL="de_DE.UTF-8", LANG="de_DE.UTF-8"),
    "LC_NUMERIC=de_DE.UTF-8": also(LC_ALL="", LC_NUMERIC="de_DE.UTF-8"),
    "LC_ALL=C": also(LC_ALL="C"),
    "no locale": without("LC_ALL", "LANG"),
    "an unknown locale": also(LC_ALL="xx_XX.ISO-8859-1", LANG="\x80"),
    "LANGUAGE": also(LANGUAGE="tr:de:C", LC_ALL="", LC_MESSAGES="de_DE.UTF-8"),
    "TZ ahead": also(TZ="Pacific/Kiritimati"),
    "TZ behind, by half an hour": also(TZ="America/St_Johns"),
    "TZ of nothing": also(TZ=":/nonexistent"),
    "TZ of 167 hours": also(TZ="AAA-167:59:59BBB,0/0,J365/25"),
    "no HOME": without("HOME"),
    "HOME with spaces, and its configuration of git and curl": config_of_user,
    "HOME that is not there": also(HOME="/nonexistent"),
    "XDG_CONFIG_HOME that is a file": broken_config,
    "no PATH": without("PATH"),
    "PATH of nothing": also(PATH="/nonexistent:"),
    "no TERM": without("TERM"),
    "a TERM in colour": also(TERM="xterm-256color", COLORTERM="truecolor", CLICOLOR_FORCE="1", FORCE_COLOR="1"),
    "COLUMNS": also(COLUMNS="20", LINES="2"),
    "NO_COLOR": also(NO_COLOR="1"),
    "umask 077": shell("umask 077"),
    "umask 777": shell("umask 777"),
    "umask 000": shell("umask 000"),
    "a folder below": "audiences",
    "stdin closed": shell("exec <&-"),
    "stderr closed": shell("exec 2>&-"),
    "stdin and stderr closed": shell("exec <&- 2>&-"),
    "stdin is a folder": shell("exec </"),
    "GIT_DIR and the like of another repository": elsewhere,
    "GIT_CONFIG": also(GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="core.autocrlf", GIT_CONFIG_VALUE_0="true", GIT_CONFIG_GLOBAL="/nonexistent",
                       GIT_CONFIG_PARAMETERS="'core.bare=true'"),
    "GIT_TRACE": also(GIT_TRACE="1", GIT_CURL_VERBOSE="1", GIT_TRACE_PACKET="1"),
    "a dead proxy": also(http_proxy=DEAD, https_proxy=DEAD, HTTP_PROXY=DEAD, HTTPS_PROXY=DEAD, all_proxy=DEAD, ALL_PROXY=DEAD, no_proxy=""),
    "certificates of nothing": also(SSL_CERT_FILE="/nonexistent", SSL_CERT_DIR="/nonexistent", CURL_CA_BUNDLE="/nonexistent",
                                    CURL_SSL_BACKEND="gnutls", SSLKEYLOGFILE="/nonexistent/keys", OPENSSL_CONF="/dev/null"),
    "MALLOC_PERTURB_": also(MALLOC_PERTURB_="165", MALLOC_ARENA_MAX="1"),
    "few open files": shell("ulimit -n 40"),
    "no core, little stack": shell("ulimit -c 0; ulimit -s 1024"),
    "no files may be written": shell("ulimit -f 0"),
    "CI": also(CI="true", GITHUB_ACTIONS="true", GITLAB_CI="true", GITHUB_RUN_ID="1", BUILD_URL="x"),
    "a folder of none": also(TMPDIR="/nonexistent", PWD="/nonexistent", OLDPWD="", USER="", LOGNAME="root"),
    "POSIXLY_CORRECT": also(POSIXLY_CORRECT="1", SOURCE_DATE_EPOCH="0"),
    "low priority": ["nice", "-n", "19"],
    "signals ignored": shell("trap '' PIPE HUP CHLD INT TERM XFSZ"),
    "a big environment": lambda tenant, environment: environment.update({f"X{n}": "x" * 1000 for n in range(500)}),
}


def plan(tenant, what, *arguments):
    environment, wrapper, folder = dict(tenant.environment), [], tenant.folder
    if isinstance(what, str):
        folder = tenant.folder / what
    elif isinstance(what, list):
        wrapper = what
    elif what:
        what(tenant, environment)
    command = [*wrapper, str(pathlib.Path(tenant.bin_dir) / "cxctl"), "plan", *arguments]
    process = subprocess.run(command, cwd=folder, env={n: v.encode("latin-1") if v == "\x80" else v for n, v in environment.items()},
                             stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=120)
    tenant.check_crash(-process.returncode, f"{command}: {process.stderr}")
    return process.returncode, process.stdout, process.stderr


FORMS = (("-o", "json"), ("--color", "never"), ("-o", "json", "--rev", "HEAD"))


def check(tenant, name, what):
    for arguments in FORMS:
        plain, odd = plan(tenant, None, *arguments), plan(tenant, what, *arguments)
        if plain[0] != 0 or not plain[1]:
            raise Failed(f"the plain plan: {plain}")
        if odd[:2] != plain[:2]:
            raise Failed(f"{name}, plan {' '.join(arguments)}: exit {odd[0]}, and another plan:\n{odd[1].decode()}\n{odd[2].decode()}"
                         f"\n--- plain: exit {plain[0]}\n{plain[1].decode()}")


def locales_there():
    names = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.lower().replace("utf8", "utf-8")
    return [name for name in LOCALES if name.lower() in names.split()]


def main():
    options = options_read(__doc__)
    tenant = Tenant(options, definitions_10())
    try:
        tenant.settle()
        tenant.choose(1)
        (tenant.folder / "audiences").mkdir(exist_ok=True)
        there = locales_there()
        print(f"locales that the system has, of {', '.join(LOCALES)}: {', '.join(there) or 'none'}")
        names = list(ENVIRONMENTS)
        if not options.all and not options.only:
            start = options.seed % len(names)
            names = [names[(start + 6 * n) % len(names)] for n in range(QUICK)]
        status = run_cases(options, [(name, lambda _o, _r, name=name: check(tenant, name, ENVIRONMENTS[name])) for name in names])
        tenant.check_end()
        return status
    finally:
        tenant.close()


if __name__ == "__main__":
    sys.exit(main())
