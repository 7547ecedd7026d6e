/* SPDX-License-Identifier: Apache-2.0 */
/* Opens repositories, names commits, walks history. */
#include "port/git.h"

#include "base/mem.h"
#include "base/suffix.h"
#include "port/git_private.h"

#include <git2/sys/repository.h>
#include <sys/stat.h>
#include <unistd.h>

/* Extensions that change nothing about how objects and refs are read; libgit2 1.5 refuses all it does not
 * list. */
static const char *const harmless_extensions[] = {"partialclone", "worktreeconfig", "preciousobjects"};

enum {
	/* libgit2 keeps trees of 4 KB; a folder of ten thousand files would be read anew for each of them */
	MAX_CACHED_TREE = 8 << 20,
	/* Of all objects, and of packs: without bounds an audit of a long history is as large as the history.
	 */
	MAX_CACHED_ALL = 12 << 20,
	MAX_MAPPED = 16 << 20,
	MAPPED_WINDOW = 4 << 20,
	/* After so much of a long history all that is kept is dropped: bases of deltas have no bound to set.
	 */
	MAX_READ = 4 << 20,
};

bool cx_oid_is_zero(const struct cx_oid *oid)
{
	return cx_oid_equal(oid, &CX_OID_ZERO);
}

bool cx_oid_equal(const struct cx_oid *a, const struct cx_oid *b)
{
	return strcmp(a->hex, b->hex) == 0;
}

void cx_git_oid_text(const git_oid *oid, struct cx_oid *ret_oid)
{
	git_oid_tostr(ret_oid->hex, sizeof ret_oid->hex, oid);
}

enum cx_status cx_git_oid_parse(const struct cx_oid *oid, git_oid *ret_oid, struct cx_diags *diags)
{
	if (strlen(oid->hex) == CX_OID_LEN && git_oid_fromstr(ret_oid, oid->hex) == 0)
		return CX_STATUS_OK;
	cx_diag_error(diags, "git.oid", "%s is no object id", oid->hex);
	return CX_STATUS_INVALID;
}

struct cx_diag *cx_git_error(struct cx_diags *diags, const char *code, const char *fmt, ...)
{
	const git_error *last = git_error_last();
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf reason = CX_BUF_INIT;
	cx_buf_adds(&reason, last && last->message ? last->message : "unknown error");
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&text, fmt, args);
	va_end(args);
	return cx_diag_error(diags, code, "%s: %s", text.data, reason.data);
}

void cx_git_hint_room(const struct cx_repo *repo, struct cx_diag *diag, struct cx_diags *diags)
{
	cx_diag_hint(diags, diag, "see that there is room, and that you may write in %s", repo->common_dir);
}

/* git marks a partial clone by the extension, or by the remote that promised the rest. */
static bool is_partial(struct cx_repo *repo)
{
	CX_AUTO(git_config) git_config *config = NULL;
	CX_AUTO(git_config_iterator) git_config_iterator *each = NULL;
	if (git_repository_config_snapshot(&config, repo->git) < 0 ||
	    git_config_iterator_new(&each, config) < 0)
		return false;
	git_config_entry *entry;
	bool partial = false;
	while (!partial && git_config_next(&entry, each) == 0)
		partial = strcmp(entry->name, "extensions.partialclone") == 0 ||
			  (strncmp(entry->name, "remote.", 7) == 0 && cx_suffix_is(entry->name, ".promisor"));
	return partial;
}

enum cx_status cx_git_no_object(struct cx_repo *repo, int code, const char *what, const git_oid *oid,
				struct cx_diags *diags)
{
	struct cx_oid name;
	cx_git_oid_text(oid, &name);
	struct cx_diag *d;
	if (code != GIT_ENOTFOUND) {
		cx_git_error(diags, "git.object", "%s (%s) cannot be read", what, name.hex);
	} else if (is_partial(repo)) {
		d = cx_diag_error(diags, "git.partial", "%s (%s) is not in this partial clone", what,
				  name.hex);
		cx_diag_hint(diags, d, "fetch it with: git cat-file -e %s; or clone without --filter",
			     name.hex);
	} else if (git_repository_is_shallow(repo->git) == 1) {
		d = cx_diag_error(diags, "git.shallow", "%s (%s) is not in this shallow clone", what,
				  name.hex);
		cx_diag_hint(diags, d, "get the whole history with: git fetch --unshallow");
	} else {
		d = cx_diag_error(diags, "git.object", "%s (%s) is missing from the repository", what,
				  name.hex);
		cx_diag_hint(diags, d, "see what else is missing with: git fsck");
	}
	return CX_STATUS_FAILED;
}

static char *dup_without_slash(const char *path)
{
	size_t n = strlen(path);
	while (n > 1 && path[n - 1] == '/')
		n--;
	return cx_strndup(path, n);
}

static void open_explain(const char *path, bool foreign, struct cx_diags *diags)
{
	if (foreign) {
		struct cx_diag *d = cx_diag_error(diags, "git.open",
						  "the git repository at %s belongs to another user", path);
		cx_diag_hint(diags, d,
			     "if you trust it: git config --global --add safe.directory \"$(realpath %s)\", "
			     "naming the folder that holds .git",
			     path);
		return;
	}
	struct cx_diag *d = cx_git_error(diags, "git.open", "cannot open the git repository at %s", path);
	if (strstr(d->message, "objectformat"))
		cx_diag_hint(diags, d,
			     "SHA-256 repositories are not supported; use one with the object format sha1");
	else if (strstr(d->message, "refstorage"))
		cx_diag_hint(diags, d,
			     "reftable repositories are not supported; convert it with: git refs migrate "
			     "--ref-format=files");
}

/* Owner validation stays on. Global and system configuration is read for safe.directory and the identity. */
static bool library_start(struct cx_diags *diags)
{
	if (git_libgit2_init() < 0) {
		cx_git_error(diags, "git.open", "cannot start libgit2");
		return false;
	}
	(void)git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 1);
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
	(void)git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, (size_t)MAX_CACHED_TREE);
	(void)git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)MAX_CACHED_ALL);
	(void)git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)MAPPED_WINDOW);
	(void)git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)MAX_MAPPED);
	(void)git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, (const char **)(uintptr_t)harmless_extensions,
			       CX_COUNT(harmless_extensions));
	return true;
}

/* libgit2 1.5 does not know the value * of safe.directory, which the git program honours. */
static bool owner_is_waived(void)
{
	CX_AUTO(git_config) git_config *config = NULL;
	CX_AUTO(git_config_iterator) git_config_iterator *each = NULL;
	if (git_config_open_default(&config) < 0 || git_config_iterator_new(&each, config) < 0)
		return false;
	git_config_entry *entry;
	bool waived = false;
	while (git_config_next(&entry, each) == 0)
		if (strcmp(entry->name, "safe.directory") == 0)
			waived = strcmp(entry->value, "*") == 0 || (waived && entry->value[0]);
	return waived;
}

static int open_discover(const char *path, git_repository **ret_git, bool *ret_foreign)
{
	int code = git_repository_open_ext(ret_git, path, 0, NULL);
	const git_error *last = code < 0 ? git_error_last() : NULL;
	/* 1.5 answers "not found" for a foreign repository when safe.directory is not set at all. */
	*ret_foreign = code == GIT_EOWNER || (code == GIT_ENOTFOUND && last &&
					      strstr(last->message ? last->message : "", "safe.directory"));
	if (*ret_foreign && owner_is_waived()) {
		(void)git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
		code = git_repository_open_ext(ret_git, path, 0, NULL);
		(void)git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
		*ret_foreign = false;
	}
	return code;
}

static bool is_there(const char *folder, const char *name)
{
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	cx_buf_addf(&path, "%s/%s", folder, name);
	return access(path.data, F_OK) == 0;
}

/* Whether there can be a repository at or above path: libgit2 reads all certificates of the system when it
 * starts, which takes longer than a thousand definitions. */
static bool may_be_inside(const char *path)
{
	char *folder = realpath(path, NULL);
	bool found = !folder; /* then libgit2 says why */
	while (folder && !found) {
		found = is_there(folder, ".git") || is_there(folder, "HEAD");
		char *slash = strrchr(folder, '/');
		if (!slash || !*folder)
			break;
		*slash = '\0';
	}
	cx_free(folder);
	return found;
}

enum cx_status cx_repo_open(const char *path, struct cx_repo **ret_repo, struct cx_diags *diags)
{
	if (!may_be_inside(path))
		return CX_STATUS_ABSENT;
	if (!library_start(diags))
		return CX_STATUS_FAILED;
	git_repository *git = NULL;
	bool foreign;
	int code = open_discover(path, &git, &foreign);
	if (code < 0) {
		bool absent = code == GIT_ENOTFOUND && !foreign;
		if (!absent)
			open_explain(path, foreign, diags);
		git_libgit2_shutdown();
		return absent ? CX_STATUS_ABSENT : CX_STATUS_FAILED;
	}
	struct cx_repo *repo = cx_alloc(sizeof *repo);
	repo->git = git;
	repo->common_dir = dup_without_slash(git_repository_commondir(git));
	if (git_repository_workdir(git))
		repo->work_dir = dup_without_slash(git_repository_workdir(git));
	*ret_repo = repo;
	return CX_STATUS_OK;
}

void cx_repo_done_with(struct cx_repo *repo, size_t bytes)
{
	repo->read += bytes;
	if (repo->read < MAX_READ)
		return;
	(void)git_repository__cleanup(repo->git);
	repo->read = 0;
}

void cx_repo_free(struct cx_repo *repo)
{
	if (!repo)
		return;
	git_repository_free(repo->git);
	cx_free(repo->common_dir);
	cx_free(repo->work_dir);
	cx_free(repo->identity);
	cx_free(repo);
	git_libgit2_shutdown();
}

const char *cx_repo_common_dir(const struct cx_repo *repo)
{
	return repo->common_dir;
}

const char *cx_repo_work_dir(const struct cx_repo *repo)
{
	return repo->work_dir;
}

const char *cx_repo_identity(struct cx_repo *repo)
{
	if (repo->identity)
		return repo->identity;
	CX_AUTO(git_config) git_config *config = NULL;
	const char *name, *email;
	if (git_repository_config_snapshot(&config, repo->git) < 0 ||
	    git_config_get_string(&name, config, "user.name") < 0 ||
	    git_config_get_string(&email, config, "user.email") < 0)
		return NULL;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, "%s <%s>", name, email);
	repo->identity = cx_buf_take(&text);
	return repo->identity;
}

bool cx_repo_has_remote(struct cx_repo *repo, const char *name)
{
	CX_AUTO(git_config) git_config *config = NULL;
	CX_AUTO(cx_buf) struct cx_buf key = CX_BUF_INIT;
	const char *url;
	cx_buf_addf(&key, "remote.%s.url", name);
	return git_repository_config_snapshot(&config, repo->git) == 0 &&
	       git_config_get_string(&url, config, key.data) == 0;
}

bool cx_repo_is_shallow(struct cx_repo *repo)
{
	return git_repository_is_shallow(repo->git) == 1;
}

static void resolve_explain(struct cx_repo *repo, const char *rev, int code, struct cx_diags *diags)
{
	struct cx_diag *d;
	if (code == GIT_EAMBIGUOUS) {
		d = cx_diag_error(diags, "git.rev", "%s names more than one object", rev);
		cx_diag_hint(diags, d, "write more digits of the commit's id");
		return;
	}
	if (strcmp(rev, "HEAD") == 0 && git_repository_head_unborn(repo->git) == 1) {
		d = cx_diag_error(diags, "git.rev", "the repository has no commit yet");
		cx_diag_hint(diags, d, "commit the definitions first");
		return;
	}
	d = cx_diag_error(diags, "git.rev", "%s names no commit in this repository", rev);
	if (git_repository_is_shallow(repo->git) == 1)
		cx_diag_hint(diags, d,
			     "this clone is shallow; get the whole history with: git fetch --unshallow");
	else
		cx_diag_hint(diags, d, "see what there is with: git log --all --oneline");
}

enum cx_status cx_repo_resolve(struct cx_repo *repo, const char *rev, struct cx_oid *ret_commit,
			       struct cx_diags *diags)
{
	CX_AUTO(git_object) git_object *object = NULL;
	CX_AUTO(git_object) git_object *commit = NULL;
	int code = git_revparse_single(&object, repo->git, rev);
	if (code == 0)
		code = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
	if (code < 0) {
		resolve_explain(repo, rev, code, diags);
		return CX_STATUS_INVALID;
	}
	cx_git_oid_text(git_object_id(commit), ret_commit);
	return CX_STATUS_OK;
}

enum cx_status cx_git_commit(struct cx_repo *repo, const struct cx_oid *oid, git_commit **ret_commit,
			     struct cx_diags *diags)
{
	git_oid id;
	enum cx_status status = cx_git_oid_parse(oid, &id, diags);
	if (status)
		return status;
	int code = git_commit_lookup(ret_commit, repo->git, &id);
	return code < 0 ? cx_git_no_object(repo, code, "the commit", &id, diags) : CX_STATUS_OK;
}

enum cx_status cx_repo_commit_info(struct cx_repo *repo, const struct cx_oid *oid, struct cx_arena *arena,
				   struct cx_commit_info *ret_info, struct cx_diags *diags)
{
	CX_AUTO(git_commit) git_commit *commit = NULL;
	enum cx_status status = cx_git_commit(repo, oid, &commit, diags);
	if (status)
		return status;
	struct cx_commit_info info = {.parent_count = git_commit_parentcount(commit)};
	cx_git_oid_text(git_commit_tree_id(commit), &info.tree);
	for (size_t i = 0; i < CX_COUNT(info.parents) && i < info.parent_count; i++)
		cx_git_oid_text(git_commit_parent_id(commit, (unsigned)i), &info.parents[i]);
	const git_signature *author = git_commit_author(commit);
	info.author = cx_arena_printf(arena, "%s <%s>", author->name, author->email);
	info.message = cx_arena_strdup(arena, git_commit_message(commit));
	info.time_s = git_commit_time(commit);
	*ret_info = info;
	return CX_STATUS_OK;
}

enum cx_status cx_repo_walk(struct cx_repo *repo, const struct cx_oid *tip,
			    bool (*each)(void *data, const struct cx_oid *commit), void *data,
			    struct cx_diags *diags)
{
	git_oid id;
	enum cx_status status = cx_git_oid_parse(tip, &id, diags);
	while (!status) {
		CX_AUTO(git_commit) git_commit *commit = NULL;
		int code = git_commit_lookup(&commit, repo->git, &id);
		if (code < 0)
			return cx_git_no_object(repo, code, "an earlier commit", &id, diags);
		struct cx_oid name;
		cx_git_oid_text(&id, &name);
		if (!each(data, &name) || git_commit_parentcount(commit) == 0)
			break;
		git_oid_cpy(&id, git_commit_parent_id(commit, 0));
	}
	return status;
}

bool cx_repo_is_descendant(struct cx_repo *repo, const struct cx_oid *commit, const struct cx_oid *ancestor)
{
	git_oid a, b;
	if (git_oid_fromstr(&a, commit->hex) < 0 || git_oid_fromstr(&b, ancestor->hex) < 0)
		return false;
	return git_oid_equal(&a, &b) || git_graph_descendant_of(repo->git, &a, &b) == 1;
}
