/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets live in buffers that are wiped; never in the arena. */
#include "engine/secret.h"

#include "base/file.h"
#include "doc/json.h"
#include "model/normal.h"

#include <strings.h>

#define WEAK_BYTES 32

static enum cx_status secret_get(const struct cx_node *node, const char *project_dir, struct cx_buf *out,
				 struct cx_diags *diags)
{
	struct cx_setting setting = cx_setting_of(node);
	return cx_setting_get(&setting, project_dir, "the secret", out, diags);
}

void cx_secret_checker_release(struct cx_secret_checker *checker)
{
	cx_map_release(&checker->known);
	cx_arena_release(&checker->arena);
}

static bool looked_at(struct cx_secret_checker *checker, const struct cx_setting *setting)
{
	if (!setting->env && !setting->file)
		return false;
	const char *key = cx_arena_printf(&checker->arena, "%s %s", setting->env ? "env" : "file",
					  setting->env ? setting->env : setting->file);
	return cx_map_put(&checker->known, key, checker) != NULL;
}

static void check_tracked(const struct cx_secret_checker *checker, const struct cx_setting *setting)
{
	struct cx_arena arena = CX_ARENA_INIT;
	if (checker->repo && setting->file &&
	    cx_repo_tracks(checker->repo, cx_path_join(&arena, checker->project_dir, setting->file))) {
		struct cx_diag *d =
			cx_diag_add(checker->diags, CX_SEVERITY_WARNING, "secret.tracked", setting->span,
				    "the secret in %s is in git, for all to read", setting->file);
		cx_diag_hint(checker->diags, d,
			     "take it out with git rm --cached, add it to .gitignore, and make a new secret: "
			     "the history keeps this one");
	}
	cx_arena_release(&arena);
}

enum cx_status cx_secret_check_setting(struct cx_secret_checker *checker, const struct cx_setting *setting,
				       const char *what, bool self_made)
{
	struct cx_buf value = CX_BUF_INIT;
	if (looked_at(checker, setting))
		return CX_STATUS_OK;
	enum cx_status status = cx_setting_get(setting, checker->project_dir, what, &value, checker->diags);
	if (!status)
		check_tracked(checker, setting);
	if (!status && self_made && value.len < WEAK_BYTES) {
		struct cx_diag *d =
			cx_diag_add(checker->diags, CX_SEVERITY_WARNING, "secret.weak", setting->span,
				    "%s is shorter than %d bytes", what, WEAK_BYTES);
		cx_diag_hint(checker->diags, d, "make a longer one, for example with: openssl rand -hex 32");
	}
	cx_buf_release_secret(&value);
	return status;
}

void cx_secret_check(struct cx_secret_checker *checker, const struct cx_shape *shape,
		     const struct cx_node *node)
{
	if (!shape)
		return;
	if (cx_is_secret(shape, node)) {
		const struct cx_setting setting = cx_setting_of(node);
		(void)cx_secret_check_setting(checker, &setting, "the secret", true);
		return;
	}
	for (const struct cx_node *child = node->first; child; child = child->next)
		cx_secret_check(checker,
				node->type == CX_NODE_ARRAY
					? shape->items
					: cx_shape_member(shape, child->key, child->key_len),
				child);
}

void cx_secret_learn_setting(struct cx_secrets *secrets, const struct cx_setting *setting,
			     const char *project_dir)
{
	struct cx_buf value = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	if (!cx_setting_get(setting, project_dir, "the secret", &value, &quiet))
		cx_secrets_add(secrets, value.data, value.len);
	cx_buf_release_secret(&value);
}

void cx_secret_learn(struct cx_secrets *secrets, const struct cx_shape *shape, const struct cx_node *node,
		     const char *project_dir)
{
	if (!shape)
		return;
	if (cx_is_secret(shape, node)) {
		const struct cx_setting setting = cx_setting_of(node);
		cx_secret_learn_setting(secrets, &setting, project_dir);
		return;
	}
	for (const struct cx_node *child = node->first; child; child = child->next)
		cx_secret_learn(secrets,
				node->type == CX_NODE_ARRAY
					? shape->items
					: cx_shape_member(shape, child->key, child->key_len),
				child, project_dir);
}

struct writer {
	const struct cx_kind_route *route;
	const char *project_dir;
	struct cx_secret_body *body;
	struct cx_diags *diags;
};

void cx_secret_body_release(struct cx_secret_body *body)
{
	cx_buf_release_secret(&body->json);
	*body = (struct cx_secret_body)CX_SECRET_BODY_INIT;
}

/* What was planned, or applied once, is what is sent. */
static enum cx_status check_mac(struct writer *w, const struct cx_node *node, const struct cx_buf *value)
{
	const char *mac = cx_node_get_text(node, "hmac");
	const struct cx_ledger_key *key = w->body->key;
	if (!key || !mac || !cx_ledger_key_made(key, mac) ||
	    cx_ledger_key_fits(key, mac, value->data, value->len))
		return CX_STATUS_OK;
	const struct cx_setting setting = cx_setting_of(node);
	(void)cx_diag_add(w->diags, CX_SEVERITY_ERROR, "secret.changed", setting.span,
			  "the secret in %s is not the one that is meant: its value changed",
			  setting.env    ? setting.env
			  : setting.file ? setting.file
					 : "");
	return CX_STATUS_INVALID;
}

static enum cx_status write_secret(struct writer *w, const struct cx_node *node)
{
	struct cx_buf value = CX_BUF_INIT;
	enum cx_status status = secret_get(node, w->project_dir, &value, w->diags);
	if (!status)
		status = check_mac(w, node, &value);
	if (!status) {
		cx_json_string(value.data, value.len, &w->body->json);
		if (w->body->secrets)
			cx_secrets_add(w->body->secrets, value.data, value.len);
	}
	cx_buf_release_secret(&value);
	return status;
}

/* A member's key as the tenant spells it; the profile renames members of the object itself only. */
static void write_key(struct writer *w, const struct cx_node *member, bool is_root)
{
	const struct cx_kind_route *route = w->route;
	const char *key = member->key;
	size_t len = member->key_len;
	for (size_t i = 0; is_root && i < route->rename_count; i++)
		if (strlen(route->renames[i].ours) == len && memcmp(route->renames[i].ours, key, len) == 0) {
			key = route->renames[i].theirs;
			len = strlen(key);
			break;
		}
	cx_json_string(key, len, &w->body->json);
	cx_buf_addc(&w->body->json, ':');
}

static enum cx_status write_node(struct writer *w, const struct cx_shape *shape, const struct cx_node *node,
				 bool is_root)
{
	struct cx_buf *out = &w->body->json;
	bool is_array = node->type == CX_NODE_ARRAY;
	if (cx_is_secret(shape, node))
		return write_secret(w, node);
	/* The tenant's own, which goes back to it. */
	if (shape && shape->write_only && !shape->text && node->type == CX_NODE_STRING && w->body->secrets)
		cx_secrets_add(w->body->secrets, node->text, node->len);
	if ((!is_array && node->type != CX_NODE_OBJECT) || !shape) {
		cx_json_canonical(node, out);
		return CX_STATUS_OK;
	}
	cx_buf_addc(out, is_array ? '[' : '{');
	for (const struct cx_node *child = node->first; child; child = child->next) {
		const struct cx_shape *below =
			is_array ? shape->items : cx_shape_member(shape, child->key, child->key_len);
		if (child != node->first)
			cx_buf_addc(out, ',');
		if (!is_array)
			write_key(w, child, is_root);
		enum cx_status status = write_node(w, below, child, false);
		if (status)
			return status;
	}
	cx_buf_addc(out, is_array ? ']' : '}');
	return CX_STATUS_OK;
}

enum cx_status cx_secret_body_make(const struct cx_shape *shape, const struct cx_node *node,
				   const struct cx_kind_route *route, const char *project_dir,
				   struct cx_secret_body *body, struct cx_diags *diags)
{
	struct writer w = {route, project_dir, body, diags};
	return write_node(&w, shape, node, true);
}

bool cx_secret_is_likely(const struct cx_node *value)
{
	static const char *const schemes[] = {"Bearer ", "Basic ", "Digest ", "Token ", "ApiKey "};
	for (size_t i = 0; i < CX_COUNT(schemes) && value->type == CX_NODE_STRING; i++)
		if (strncasecmp(value->text, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}
