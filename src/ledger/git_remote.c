/* SPDX-License-Identifier: Apache-2.0 */
/* ls-remote, fetch and push. */
#include "ledger/git_remote.h"

#include "base/process.h"

enum {
	LIST_MS = 60 * 1000,
	PUSH_MS = 60 * 1000,
	FETCH_MS = 10 * 60 * 1000, /* a first fetch may bring years */
	MAX_OUT = 1 << 20,
	MAX_ERR = 1 << 16,
	MAX_SAID_LINES = 8,
	MAX_ARGUMENTS = 32,
};

struct git_remote {
	struct cx_refs_remote remote; /* first: the calls get a pointer to it */
	struct cx_arena *arena;
	struct cx_repo *repo;
	bool configured; /* a name of the configuration; else a URL or path of the project file */
};

/* What a hook, or another git around us, may have set; it must not lead git to another repository. */
static const char *const unset[] = {
	"GIT_DIR",
	"GIT_WORK_TREE",
	"GIT_COMMON_DIR",
	"GIT_INDEX_FILE",
	"GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES",
	"GIT_QUARANTINE_PATH",
	"GIT_NAMESPACE",
	"GIT_PREFIX",
	"GIT_SHALLOW_FILE",
	"GIT_GRAFT_FILE",
	"GIT_REPLACE_REF_BASE",
	"GIT_NO_REPLACE_OBJECTS",
	"GIT_PUSH_OPTION_*",
	"GIT_TRACE*",
	"GIT_CURL_VERBOSE",
	NULL,
};

/* git's words are read; and of what a project file names, only what moves data. */
static const char *const set[] = {"GIT_TERMINAL_PROMPT=0", "LC_ALL=C",
				  "LANGUAGE=", "GIT_ALLOW_PROTOCOL=file:git:http:https:ssh", NULL};
static const char *const set_configured[] = {"GIT_TERMINAL_PROMPT=0", "LC_ALL=C", "LANGUAGE=", NULL};

struct arguments {
	const char *items[MAX_ARGUMENTS + 1];
	size_t count;
};

static void argument_add(struct arguments *arguments, const char *text)
{
	if (arguments->count < MAX_ARGUMENTS)
		arguments->items[arguments->count++] = text;
}

static void arguments_begin(struct arguments *arguments, const struct git_remote *git)
{
	static const char *const always[] = {"-c", "gc.auto=0", "-c", "maintenance.auto=false"};
	const char *folder = cx_repo_work_dir(git->repo);
	*arguments = (struct arguments){0};
	argument_add(arguments, "git");
	argument_add(arguments, "-C");
	argument_add(arguments, folder ? folder : cx_repo_common_dir(git->repo));
	for (size_t i = 0; i < CX_COUNT(always); i++)
		argument_add(arguments, always[i]);
}

static bool git_run(const struct git_remote *git, const struct arguments *arguments, int timeout_ms,
		    const volatile sig_atomic_t *abandon, struct cx_process_end *end)
{
	const struct cx_process process = {
		.argv = arguments->items,
		.unset = unset,
		.set = git->configured ? set_configured : set,
		.timeout_ms = timeout_ms,
		.abandon = abandon,
		.max_out = MAX_OUT,
		.max_err = MAX_ERR,
	};
	return cx_process_run(&process, end);
}

/* Without the user and password of https://USER:PASSWORD@HOST. */
static void add_masked(struct cx_buf *out, const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		cx_buf_addc(out, line[i]);
		if (i < 2 || memcmp(line + i - 2, "://", 3) != 0)
			continue;
		size_t end = i + 1;
		while (end < len && !strchr("/ '\"", line[end]) && line[end] != '@')
			end++;
		if (end < len && line[end] == '@') {
			cx_buf_adds(out, "***");
			i = end - 1;
		}
	}
}

/* The last lines, in one. */
static void add_said(struct cx_buf *out, const char *text)
{
	const char *lines[MAX_SAID_LINES];
	size_t count = 0;
	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n')
		if (strcspn(at, "\r\n"))
			lines[count++ % MAX_SAID_LINES] = at;
	for (size_t i = count > MAX_SAID_LINES ? count - MAX_SAID_LINES : 0; i < count; i++) {
		const char *line = lines[i % MAX_SAID_LINES];
		cx_buf_adds(out, out->len ? "; " : "");
		size_t len = strcspn(line, "\r\n");
		while (len && line[len - 1] == ' ')
			len--;
		add_masked(out, line, len);
	}
}

static void explain(const struct git_remote *git, const char *what, const struct cx_process_end *end,
		    int timeout_ms, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf said = CX_BUF_INIT;
	const char *name = git->remote.name;
	struct cx_diag *d;
	if (end->error) {
		d = cx_diag_error(diags, "ledger.remote", "cannot %s %s: the git program cannot be run: %s",
				  what, name, strerror(end->error));
		cx_diag_hint(diags, d, "install git, or put it into PATH");
		return;
	}
	if (end->abandoned) {
		(void)cx_diag_error(diags, "run.interrupted", "interrupted while %s was asked", name);
		return;
	}
	if (end->timed_out)
		d = cx_diag_error(diags, "ledger.remote", "cannot %s %s: no answer in %d s", what, name,
				  timeout_ms / 1000);
	else
		d = cx_diag_error(diags, "ledger.remote", "cannot %s %s", what, name);
	add_said(&said, end->err.data);
	if (said.len)
		cx_diag_note(diags, d, "git says: %s", said.data);
	cx_diag_hint(diags, d, "try: git ls-remote %s", name);
}

static bool oid_read(const char *text, struct cx_oid *ret_oid)
{
	if (strspn(text, "0123456789abcdef") != CX_OID_LEN || text[CX_OID_LEN] != '\t')
		return false;
	(void)snprintf(ret_oid->hex, sizeof ret_oid->hex, "%.*s", CX_OID_LEN, text);
	return true;
}

static enum cx_status git_list(struct cx_refs_remote *remote, const char *const *refs, size_t count,
			       struct cx_oid *ret_at, struct cx_diags *diags)
{
	struct git_remote *git = (struct git_remote *)(void *)remote;
	CX_AUTO(cx_process_end) struct cx_process_end end = CX_PROCESS_END_INIT;
	struct arguments arguments;
	arguments_begin(&arguments, git);
	argument_add(&arguments, "ls-remote");
	argument_add(&arguments, "--");
	argument_add(&arguments, remote->name);
	for (size_t i = 0; i < count; i++)
		argument_add(&arguments, refs[i]);
	if (!git_run(git, &arguments, LIST_MS, remote->abandon, &end)) {
		explain(git, "read", &end, LIST_MS, diags);
		return CX_STATUS_FAILED;
	}
	for (size_t i = 0; i < count; i++)
		ret_at[i] = CX_OID_ZERO;
	for (const char *line = end.out.data; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		struct cx_oid at;
		size_t len = strcspn(line, "\n");
		for (size_t i = 0; oid_read(line, &at) && i < count; i++)
			if (len - CX_OID_LEN - 1 == strlen(refs[i]) &&
			    memcmp(line + CX_OID_LEN + 1, refs[i], strlen(refs[i])) == 0)
				ret_at[i] = at;
	}
	return CX_STATUS_OK;
}

static enum cx_status fetch_refs(const struct git_remote *git, const char *const *refs, size_t count,
				 bool tip_only, struct cx_diags *diags)
{
	static const char *const options[] = {"fetch",
					      "--quiet",
					      "--no-tags",
					      "--no-write-fetch-head",
					      "--no-recurse-submodules",
					      "--no-filter",
					      "--no-auto-maintenance"};
	CX_AUTO(cx_process_end) struct cx_process_end end = CX_PROCESS_END_INIT;
	struct arguments arguments;
	arguments_begin(&arguments, git);
	for (size_t i = 0; i < CX_COUNT(options); i++)
		argument_add(&arguments, options[i]);
	if (tip_only)
		argument_add(&arguments, "--depth=1");
	argument_add(&arguments, "--");
	argument_add(&arguments, git->remote.name);
	for (size_t i = 0; i < count; i++)
		argument_add(&arguments, refs[i]);
	if (git_run(git, &arguments, FETCH_MS, git->remote.abandon, &end))
		return CX_STATUS_OK;
	explain(git, "fetch from", &end, FETCH_MS, diags);
	return CX_STATUS_FAILED;
}

/*
 * In a shallow clone, without what came before: a ledger that was never seen, or what a run applies, would
 * bring the history that the clone was made without. Only the tip: deeper would cut the clone's own history.
 */
static enum cx_status git_fetch(struct cx_refs_remote *remote, const char *const *refs, size_t count,
				struct cx_diags *diags)
{
	const struct git_remote *git = (struct git_remote *)(void *)remote;
	enum cx_status status = CX_STATUS_OK;
	if (!cx_repo_is_shallow(git->repo))
		return fetch_refs(git, refs, count, false, diags);
	for (size_t i = 0; !status && i < count; i++) {
		CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
		struct cx_oid seen;
		bool is_run = strncmp(refs[i], "refs/cxctl-run/", 15) == 0;
		bool is_new = cx_repo_ref_read(git->repo, refs[i], &seen, &ignored) != CX_STATUS_OK;
		status = fetch_refs(git, &refs[i], 1, is_run || is_new, diags);
	}
	return status;
}

/* What --porcelain says of a ref that was not moved: "!<TAB>FROM:TO<TAB>[rejected] (stale info)". */
static enum cx_status push_verdict(const char *out, struct cx_buf *reasons)
{
	enum cx_status status = CX_STATUS_IN_DOUBT;
	for (const char *line = out; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t len = strcspn(line, "\n");
		const char *tab = *line == '!' ? memchr(line + 2, '\t', len > 2 ? len - 2 : 0) : NULL;
		if (!tab)
			continue;
		const char *reason = tab + 1;
		size_t reason_len = (size_t)(line + len - reason);
		if (memmem(reason, reason_len, "stale info", 10))
			return CX_STATUS_CONFLICT;
		/* One of several processes at a ref: the next try tells whether it was moved. */
		if (memmem(reason, reason_len, "lock", 4) ||
		    memmem(reason, reason_len, "failed to update", 16))
			return CX_STATUS_CONFLICT;
		if (memmem(reason, reason_len, "atomic", 6))
			continue;
		status = CX_STATUS_REFUSED;
		if (memmem(reasons->data, reasons->len, reason, reason_len))
			continue;
		cx_buf_adds(reasons, reasons->len ? "; " : "");
		cx_buf_add(reasons, reason, reason_len);
	}
	return status;
}

static void explain_refusal(const struct git_remote *git, const char *reasons,
			    const struct cx_process_end *end, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf said = CX_BUF_INIT;
	struct cx_diag *d = cx_diag_error(diags, "ledger.push", "%s does not take the push: %s",
					  git->remote.name, reasons);
	add_said(&said, end->err.data);
	if (said.len)
		cx_diag_note(diags, d, "git says: %s", said.data);
	cx_diag_hint(diags, d,
		     "allow this user to create, move and delete refs below refs/cxctl and "
		     "refs/cxctl-run there");
}

static enum cx_status git_push(struct cx_refs_remote *remote, const struct cx_ref_move *moves, size_t count,
			       struct cx_diags *diags)
{
	static const char *const options[] = {"push",        "--porcelain",      "--atomic",
					      "--no-verify", "--no-follow-tags", "--recurse-submodules=no"};
	struct git_remote *git = (struct git_remote *)(void *)remote;
	CX_AUTO(cx_process_end) struct cx_process_end end = CX_PROCESS_END_INIT;
	CX_AUTO(cx_buf) struct cx_buf reasons = CX_BUF_INIT;
	struct cx_arena arena = CX_ARENA_INIT;
	struct arguments arguments;
	arguments_begin(&arguments, git);
	for (size_t i = 0; i < CX_COUNT(options); i++)
		argument_add(&arguments, options[i]);
	for (size_t i = 0; i < count; i++) {
		bool absent = cx_oid_is_zero(&moves[i].from);
		argument_add(&arguments, cx_arena_printf(&arena, "--force-with-lease=%s:%s", moves[i].ref,
							 absent ? "" : moves[i].from.hex));
	}
	argument_add(&arguments, "--");
	argument_add(&arguments, remote->name);
	for (size_t i = 0; i < count; i++) {
		bool removed = cx_oid_is_zero(&moves[i].to);
		argument_add(&arguments,
			     cx_arena_printf(&arena, "%s:%s", removed ? "" : moves[i].to.hex, moves[i].ref));
	}
	enum cx_status status = CX_STATUS_OK;
	if (!git_run(git, &arguments, PUSH_MS, NULL, &end)) {
		status = end.timed_out || end.error ? CX_STATUS_IN_DOUBT
						    : push_verdict(end.out.data, &reasons);
		if (status == CX_STATUS_REFUSED)
			explain_refusal(git, reasons.data, &end, diags);
		else if (status == CX_STATUS_IN_DOUBT)
			explain(git, "push to", &end, PUSH_MS, diags);
	}
	cx_arena_release(&arena);
	return status;
}

static bool has_password(const char *name)
{
	const char *begin = strstr(name, "://");
	if (!begin)
		return false;
	begin += 3;
	const char *at = memchr(begin, '@', strcspn(begin, "/"));
	return at && memchr(begin, ':', (size_t)(at - begin));
}

static const char *name_problem(const char *name, bool configured, const char **ret_hint)
{
	for (const char *c = name; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return "holds control characters";
	*ret_hint = "name a remote of this repository, such as origin";
	if (!*name)
		return "is empty";
	if (*name == '-')
		return "looks like an option of git";
	if (has_password(name)) {
		*ret_hint = "leave it out, and let a credential helper of git give it";
		return "holds a password, which the list of processes would show";
	}
	if (configured)
		return NULL;
	if (strstr(name, "::")) {
		*ret_hint = "git runs a program for such a URL: give it to a remote with git remote add, and "
			    "name that";
		return "asks for a helper program";
	}
	if (strchr(name, '/') || strchr(name, ':'))
		return NULL;
	*ret_hint = "git remote -v lists those that there are; git remote add makes one";
	return "is no remote of this repository";
}

enum cx_status cx_git_remote_make(struct cx_arena *arena, struct cx_repo *repo, struct cx_clock *clock,
				  const char *name, struct cx_span span, struct cx_refs_remote **ret_remote,
				  struct cx_diags *diags)
{
	bool configured = cx_repo_has_remote(repo, name);
	const char *hint = "write its name without them", *problem = name_problem(name, configured, &hint);
	if (problem) {
		bool secret = has_password(name);
		struct cx_diag *d =
			cx_diag_add(diags, CX_SEVERITY_ERROR, "ledger.remote", secret ? CX_SPAN_NONE : span,
				    "ledger.remote %s%s%s", secret ? "" : name, secret ? "" : " ", problem);
		cx_diag_hint(diags, d, "%s", hint);
		return CX_STATUS_INVALID;
	}
	struct git_remote *git = cx_arena_alloc(arena, sizeof *git);
	*git = (struct git_remote){
		.remote = {.name = name,
			   .clock = clock,
			   .list = git_list,
			   .fetch = git_fetch,
			   .push = git_push},
		.arena = arena,
		.repo = repo,
		.configured = configured,
	};
	*ret_remote = &git->remote;
	return CX_STATUS_OK;
}
