/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the tip of a ledger: head, resources, what is pending. */
#include "ledger/ledger.h"

#include "base/limits.h"
#include "base/suffix.h"
#include "base/work.h"
#include "doc/json.h"
#include "ledger/pending.h"

const struct cx_oid cx_ledger_genesis = {"80183fb99c1224cc8e94452b351eb1df9821f9de"};

enum cx_status cx_ledger_genesis_write(struct cx_repo *repo, struct cx_diags *diags)
{
	const struct cx_commit_new genesis = {
		.author_name = "cxctl",
		.author_email = "cxctl@localhost",
		.message = "cxctl: begin the ledger\n",
	};
	struct cx_oid written;
	enum cx_status status = cx_repo_commit_write(repo, &genesis, &written, diags);
	if (status || cx_oid_equal(&written, &cx_ledger_genesis))
		return status;
	cx_diag_error(diags, "ledger.genesis", "the first commit of a ledger became %s, not %s", written.hex,
		      cx_ledger_genesis.hex);
	return CX_STATUS_FAILED;
}

static enum cx_status damaged(struct cx_diags *diags, const struct cx_oid *commit, const char *path,
			      const char *problem)
{
	struct cx_diag *d = cx_diag_error(diags, "ledger.damaged", "%s of the ledger's commit %.12s %s", path,
					  commit->hex, problem);
	cx_diag_hint(diags, d,
		     "see who wrote it with: git log --first-parent -p %s -- '%s'; then: cxctl audit verify",
		     commit->hex, path);
	return CX_STATUS_DAMAGED;
}

/* An object that is broken, or a file of another sort, cannot be what we wrote; one that is elsewhere may be.
 */
static enum cx_status damage_of(enum cx_status status, const struct cx_diags *diags)
{
	const char *code = diags->count ? diags->items[diags->count - 1]->code : "";
	bool broken = strcmp(code, "git.object") == 0 || strcmp(code, "git.symlink") == 0 ||
		      strcmp(code, "git.limit") == 0;
	return status && broken ? CX_STATUS_DAMAGED : status;
}

static enum cx_status json_of(const struct cx_oid *commit, const char *path, const struct cx_buf *text,
			      struct cx_arena *arena, struct cx_node **ret_node, struct cx_diags *diags)
{
	struct cx_source source = {.name = path, .text = text->data, .len = text->len};
	struct cx_diags ours = CX_DIAGS_INIT;
	enum cx_status status = cx_json_parse(arena, &source, ret_node, &ours);
	if (status)
		status = damaged(
			diags, commit, path,
			cx_arena_printf(arena, "is no JSON: %s", ours.count ? ours.items[0]->message : "?"));
	else if ((*ret_node)->type != CX_NODE_OBJECT)
		status = damaged(diags, commit, path, "is no JSON object");
	cx_diags_release(&ours);
	return status;
}

static enum cx_status file_read(struct cx_repo *repo, const struct cx_oid *commit, const char *path,
				struct cx_arena *arena, struct cx_node **ret_node, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	enum cx_status status = cx_repo_read(repo, commit, path, CX_MAX_BODY_BYTES, &text, diags);
	if (status)
		return damage_of(status, diags);
	return json_of(commit, path, &text, arena, ret_node, diags);
}

enum cx_status cx_pending_read(struct cx_repo *repo, const struct cx_oid *commit, struct cx_arena *arena,
			       struct cx_node **ret_pending, struct cx_diags *diags)
{
	struct cx_node *pending = NULL;
	enum cx_status status = file_read(repo, commit, "pending.json", arena, &pending, diags);
	if (status && status != CX_STATUS_ABSENT)
		return status;
	*ret_pending = pending;
	return CX_STATUS_OK;
}

static bool is_hash(const char *text)
{
	return text && strlen(text) == CX_DIGEST_LEN && strspn(text, "0123456789abcdef") == CX_DIGEST_LEN;
}

enum cx_status cx_ledger_head_read(struct cx_repo *repo, const struct cx_oid *commit, struct cx_arena *arena,
				   struct cx_ledger_head *ret_head, struct cx_diags *diags)
{
	struct cx_ledger_head head = {0};
	struct cx_node *node;
	if (!cx_oid_equal(commit, &cx_ledger_genesis)) {
		enum cx_status status = file_read(repo, commit, "head.json", arena, &node, diags);
		if (status == CX_STATUS_ABSENT)
			return damaged(diags, commit, "head.json", "is missing");
		if (status)
			return status;
		head.hash = cx_node_get_text(node, "hash");
		head.project = cx_node_get_text(node, "project");
		if (!cx_node_get_int64(node, "runs", &head.runs) || head.runs < 1 || !is_hash(head.hash) ||
		    !head.project)
			return damaged(diags, commit, "head.json", "does not hold runs, hash and project");
	}
	*ret_head = head;
	return CX_STATUS_OK;
}

static bool is_word(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!plain && (i == 0 || !strchr("._-", c)))
			return false;
	}
	return len > 0 && len <= 100;
}

/* resources/KIND/NAME.json as "KIND/NAME", or NULL. */
static char *resource_key(const char *path, struct cx_arena *arena)
{
	const char *kind = path + strlen("resources/"), *slash = strchr(kind, '/');
	size_t n = strlen(path);
	if (!slash || n < 6 || strcmp(path + n - 5, ".json") != 0 || path + n - 5 <= slash)
		return NULL;
	const char *name = slash + 1;
	size_t name_len = (size_t)(path + n - 5 - name);
	if (!is_word(kind, (size_t)(slash - kind)) || !is_word(name, name_len))
		return NULL;
	return cx_arena_strndup(arena, kind, (size_t)(name + name_len - kind));
}

/* The path names the resource; where the contents name it too, they must agree. */
static bool resource_fits(const struct cx_node *resource, const char *key)
{
	const char *kind = cx_node_get_text(resource, "kind"), *name = cx_node_get_text(resource, "name");
	const char *slash = strchr(key, '/');
	size_t kind_len = (size_t)(slash - key);
	const struct cx_node *spec = cx_node_get(resource, "spec"), *id = cx_node_get(resource, "id");
	if (!spec || spec->type != CX_NODE_OBJECT)
		return false;
	if (id && id->type != CX_NODE_STRING && id->type != CX_NODE_NULL)
		return false;
	return (!kind || (strlen(kind) == kind_len && memcmp(kind, key, kind_len) == 0)) &&
	       (!name || strcmp(name, slash + 1) == 0);
}

/* One file below resources/. */
struct resource {
	const char *path;
	char *key;
	struct cx_buf text;
	struct cx_node *node;
	enum cx_status status;
};

struct resources {
	const struct cx_oid *tip;
	struct resource *items;
	size_t count;
};

static void resource_read(struct resource *resource, const struct cx_ledger *ledger,
			  const struct cx_repo_file *file, struct cx_arena *arena, struct cx_diags *diags)
{
	resource->path = file->path;
	resource->key = resource_key(file->path, arena);
	if (resource->key)
		resource->status = damage_of(cx_repo_read_blob(ledger->repo, &file->blob, CX_MAX_BODY_BYTES,
							       &resource->text, diags),
					     diags);
	else
		resource->status = damaged(diags, &ledger->tip, file->path, "is no path of a resource");
}

static void resource_parse(void *data, struct cx_worker *worker, size_t item)
{
	const struct resources *all = data;
	struct resource *resource = &all->items[item];
	if (!resource->status)
		resource->status = json_of(all->tip, resource->path, &resource->text, worker->arena,
					   &resource->node, worker->diags);
	if (!resource->status && !resource_fits(resource->node, resource->key))
		resource->status = damaged(worker->diags, all->tip, resource->path,
					   "does not hold the resource that its path names");
	cx_buf_release(&resource->text);
}

/* A repository is read by one thread at a time; what was read is parsed by as many as there are. */
static enum cx_status resources_parse(struct cx_ledger *ledger, const struct cx_repo_files *files,
				      struct cx_arena *arena, struct cx_diags *diags)
{
	struct resources all = {.tip = &ledger->tip, .count = files->count};
	all.items = cx_alloc((all.count + 1) * sizeof *all.items);
	for (size_t i = 0; i < all.count; i++) {
		all.items[i].text = (struct cx_buf)CX_BUF_INIT;
		resource_read(&all.items[i], ledger, &files->items[i], arena, diags);
	}
	const struct cx_work work = {.count = all.count, .run = resource_parse, .data = &all};
	cx_work_run(&work, arena, diags);
	enum cx_status status = CX_STATUS_OK;
	for (size_t i = 0; i < all.count; i++) {
		const struct resource *resource = &all.items[i];
		if (resource->status)
			status = resource->status;
		else
			(void)cx_map_put(&ledger->resources, resource->key, resource->node);
	}
	cx_free(all.items);
	return status;
}

static enum cx_status resources_read(struct cx_ledger *ledger, struct cx_arena *arena, struct cx_diags *diags)
{
	struct cx_repo_files files;
	enum cx_status status = cx_repo_list(ledger->repo, &ledger->tip, "resources", arena, &files, diags);
	if (status == CX_STATUS_ABSENT)
		return CX_STATUS_OK;
	return status ? damage_of(status, diags) : resources_parse(ledger, &files, arena, diags);
}

/* The name becomes a folder and a part of refs. */
static bool tenant_is_safe(const char *tenant)
{
	size_t n = strlen(tenant);
	return is_word(tenant, n) && !strstr(tenant, "..") && tenant[n - 1] != '.' &&
	       !cx_suffix_is(tenant, ".lock");
}

static enum cx_status names_make(struct cx_ledger *ledger, const char *tenant, const char *pattern,
				 struct cx_arena *arena, struct cx_diags *diags)
{
	if (!tenant_is_safe(tenant)) {
		struct cx_diag *d =
			cx_diag_error(diags, "ledger.tenant", "%s cannot be the name of a tenant", tenant);
		cx_diag_hint(diags, d,
			     "use letters, digits, '.', '_' and '-'; no '..', and no '.lock' at its end");
		return CX_STATUS_INVALID;
	}
	static const char hole[] = "{tenant}";
	const char *at = strstr(pattern, hole);
	ledger->tenant = cx_arena_strdup(arena, tenant);
	ledger->run_ref = cx_arena_printf(arena, "refs/cxctl-run/%s", tenant);
	ledger->ref = at ? cx_arena_printf(arena, "%.*s%s%s", (int)(at - pattern), pattern, tenant,
					   at + sizeof hole - 1)
			 : cx_arena_strdup(arena, pattern);
	if (strncmp(ledger->ref, "refs/", 5) == 0 && strncmp(ledger->ref, "refs/cxctl-run/", 15) != 0 &&
	    strncmp(ledger->ref, "refs/heads/", 11) != 0)
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(diags, "ledger.ref", "%s cannot be a ledger's ref", ledger->ref);
	cx_diag_hint(diags, d, "set ledger.ref to a name such as refs/cxctl/{tenant}");
	return CX_STATUS_INVALID;
}

enum cx_status cx_ledger_name(const char *tenant, const char *ref_pattern, struct cx_arena *arena,
			      struct cx_ledger *ret_ledger, struct cx_diags *diags)
{
	*ret_ledger = (struct cx_ledger){0};
	return names_make(ret_ledger, tenant, ref_pattern, arena, diags);
}

static enum cx_status tip_read(struct cx_ledger *ledger, struct cx_arena *arena, struct cx_diags *diags)
{
	struct cx_ledger_head head;
	enum cx_status status = cx_ledger_head_read(ledger->repo, &ledger->tip, arena, &head, diags);
	enum cx_status resources = resources_read(ledger, arena, diags);
	struct cx_node *pending = NULL;
	enum cx_status third = cx_pending_read(ledger->repo, &ledger->tip, arena, &pending, diags);
	if (!status)
		status = resources;
	if (!status)
		status = third;
	if (status)
		return status;
	ledger->pending = pending;
	ledger->runs = head.runs;
	ledger->head = head.hash;
	ledger->project = head.project;
	return CX_STATUS_OK;
}

enum cx_status cx_ledger_read(struct cx_repo *repo, const char *tenant, const char *ref_pattern,
			      struct cx_arena *arena, struct cx_ledger *ret_ledger, struct cx_diags *diags)
{
	struct cx_ledger ledger = {.repo = repo};
	enum cx_status status = names_make(&ledger, tenant, ref_pattern, arena, diags);
	if (!status)
		status = cx_repo_ref_read(repo, ledger.ref, &ledger.tip, diags);
	ledger.exists = !status;
	if (!status)
		status = tip_read(&ledger, arena, diags);
	if (status && status != CX_STATUS_ABSENT) {
		cx_ledger_release(&ledger);
		return status;
	}
	*ret_ledger = ledger;
	return CX_STATUS_OK;
}

void cx_ledger_release(struct cx_ledger *ledger)
{
	cx_map_release(&ledger->resources);
}
