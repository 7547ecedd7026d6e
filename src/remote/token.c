/* SPDX-License-Identifier: Apache-2.0 */
/* The access token: one holder, renewed early, wiped when it goes. */
#include "remote/token.h"

#include "base/num.h"
#include "doc/json.h"
#include "port/crypto.h"

#include <strings.h>

#define TOKEN_LIFE_S      1200 /* where expires_in is missing: the shortest that is known */
#define TOKEN_EARLY_US    INT64_C(300000000)
#define TOKEN_PAUSE_US    INT64_C(5000000) /* after a renewal in the background that failed */
#define TOKEN_MAX_BYTES   16384
#define TOKEN_MAX_LIFE_S  (30 * 24 * 3600)
#define TOKEN_DEFAULT     "region"
#define TOKEN_CREDENTIALS "client_credentials"

static const struct cx_auth_preset *find_preset(const struct cx_remote_options *options,
						struct cx_diags *diags)
{
	const struct cx_auth *auth = &options->tenant->auth;
	const struct cx_profile *profile = options->profile;
	const char *name = auth->preset ? auth->preset : TOKEN_DEFAULT;
	CX_AUTO(cx_buf) struct cx_buf known = CX_BUF_INIT;
	for (size_t i = 0; i < profile->preset_count; i++) {
		if (strcmp(profile->presets[i].name, name) == 0)
			return &profile->presets[i];
		cx_buf_addf(&known, "%s%s", i ? ", " : "", profile->presets[i].name);
	}
	struct cx_diag *diag = cx_diag_add(diags, CX_SEVERITY_ERROR, "tenant.auth", options->tenant->span,
					   "the profile %s has no login preset %s", profile->name, name);
	cx_diag_hint(diags, diag, "set auth.preset to one of: %s", known.data);
	return NULL;
}

static bool check_flow(const struct cx_remote_options *options, const struct cx_auth_preset *preset,
		       struct cx_diags *diags)
{
	static const char *const words[] = {
		[CX_AUTH_FLOW_CLIENT_CREDENTIALS] = TOKEN_CREDENTIALS,
		[CX_AUTH_FLOW_PASSWORD] = "password",
		[CX_AUTH_FLOW_ACCESS_KEY] = "access_key",
	};
	int said = options->tenant->auth.flow;
	const char *flow = said >= 0 && (size_t)said < CX_COUNT(words) ? words[said]
			   : preset->flow                              ? preset->flow
								       : TOKEN_CREDENTIALS;
	if (strcmp(flow, TOKEN_CREDENTIALS) == 0)
		return true;
	struct cx_diag *diag =
		cx_diag_add(diags, CX_SEVERITY_ERROR, "tenant.auth", options->tenant->span,
			    "tenant %s: the login flow %s (preset %s) is not supported by this version",
			    options->tenant->name, flow, preset->name);
	cx_diag_hint(diags, diag,
		     "use flow: " TOKEN_CREDENTIALS " with a client id and secret, and give token_url");
	return false;
}

static bool open_url(struct cx_token *token, const struct cx_remote_options *options,
		     const struct cx_auth_preset *preset, const struct cx_http_url *base,
		     struct cx_arena *arena, struct cx_diags *diags)
{
	const struct cx_setting *setting = &options->tenant->auth.token_url;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	enum cx_status status = cx_setting_get(setting, options->project_dir, "auth.token_url", &text, diags);
	if (status == CX_STATUS_ABSENT && preset->token_url) {
		const char *hole = strstr(preset->token_url, "{base}");
		size_t before = hole ? (size_t)(hole - preset->token_url) : strlen(preset->token_url);
		cx_buf_add(&text, preset->token_url, before);
		if (hole)
			cx_buf_addf(&text, "%s%s", base->origin, hole + 6);
		status = CX_STATUS_OK;
	}
	const char *problem = "is not set";
	if (status == CX_STATUS_OK && cx_http_url_parse(arena, text.data, &token->url, &problem))
		return true;
	if (status == CX_STATUS_OK || status == CX_STATUS_ABSENT) {
		struct cx_diag *diag =
			cx_diag_add(diags, CX_SEVERITY_ERROR, "tenant.url", setting->span,
				    "the token URL of tenant %s %s", options->tenant->name, problem);
		cx_diag_hint(diags, diag, "set auth.token_url to an https URL");
	}
	return false;
}

static bool open_secret(const struct cx_setting *setting, const struct cx_remote_options *options,
			const char *what, struct cx_buf *out, struct cx_diags *diags)
{
	enum cx_status status = cx_setting_get(setting, options->project_dir, what, out, diags);
	if (status != CX_STATUS_ABSENT)
		return status == CX_STATUS_OK;
	struct cx_diag *diag = cx_diag_add(diags, CX_SEVERITY_ERROR, "tenant.auth", options->tenant->span,
					   "tenant %s has no %s", options->tenant->name, what);
	cx_diag_hint(diags, diag, "set %s: {env: NAME} in cxctl.yaml", what);
	return false;
}

enum cx_status cx_token_open(struct cx_token *token, const struct cx_remote_options *options,
			     const struct cx_http_url *base, struct cx_arena *arena, struct cx_diags *diags)
{
	const struct cx_auth *auth = &options->tenant->auth;
	const struct cx_buf empty = CX_BUF_INIT;
	*token = (struct cx_token){.client_id = empty,
				   .client_secret = empty,
				   .scope = empty,
				   .form = empty,
				   .authorization = empty,
				   .value = empty,
				   .problem = empty,
				   .hint = empty};
	const struct cx_auth_preset *preset = find_preset(options, diags);
	if (!preset || !check_flow(options, preset, diags))
		return CX_STATUS_INVALID;
	bool good = open_url(token, options, preset, base, arena, diags);
	good &= open_secret(&auth->client_id, options, "auth.client_id", &token->client_id, diags);
	good &= open_secret(&auth->client_secret, options, "auth.client_secret", &token->client_secret,
			    diags);
	token->basic = auth->client_auth == 1 || (auth->client_auth < 0 && preset->client_auth &&
						  strcmp(preset->client_auth, "basic") == 0);
	enum cx_status scope =
		cx_setting_get(&auth->scope, options->project_dir, "auth.scope", &token->scope, diags);
	if (scope == CX_STATUS_ABSENT)
		cx_buf_adds(&token->scope, preset->scope ? preset->scope : "");
	good &= scope == CX_STATUS_OK || scope == CX_STATUS_ABSENT;
	return good ? CX_STATUS_OK : CX_STATUS_INVALID;
}

void cx_token_release(struct cx_token *token)
{
	cx_buf_release_secret(&token->client_id);
	cx_buf_release_secret(&token->client_secret);
	cx_buf_release_secret(&token->form);
	cx_buf_release_secret(&token->authorization);
	cx_buf_release_secret(&token->value);
	cx_buf_release(&token->scope);
	cx_buf_release(&token->problem);
	cx_buf_release(&token->hint);
}

void cx_kept_token_init(struct cx_kept_token *kept)
{
	*kept = (struct cx_kept_token){.owner = CX_BUF_INIT, .value = CX_BUF_INIT};
}

void cx_kept_token_release(struct cx_kept_token *kept)
{
	cx_buf_release(&kept->owner);
	cx_buf_release_secret(&kept->value);
}

/* Whose token it is: the lengths in front keep two neighbours from being taken for one. */
static void owner_digest(const struct cx_token *token, char ret_hex[CX_SHA256_HEX + 1])
{
	const struct {
		const char *text;
		size_t len;
	} parts[] = {
		{token->url.origin, strlen(token->url.origin)},
		{token->url.path, strlen(token->url.path)},
		{token->url.query ? token->url.query : "", token->url.query ? strlen(token->url.query) : 0},
		{token->client_id.data, token->client_id.len},
		{token->client_secret.data, token->client_secret.len},
		{token->scope.data, token->scope.len},
		{token->basic ? "basic" : "body", token->basic ? 5 : 4},
	};
	unsigned char digest[CX_SHA256_BYTES];
	struct cx_sha256 sha;
	cx_sha256_init(&sha);
	for (size_t i = 0; i < CX_COUNT(parts); i++) {
		uint64_t len = parts[i].len;
		cx_sha256_add(&sha, &len, sizeof len);
		cx_sha256_add(&sha, parts[i].text, parts[i].len);
	}
	cx_sha256_end(&sha, digest);
	cx_hex_encode(digest, sizeof digest, ret_hex);
}

bool cx_token_take_kept(struct cx_token *token, struct cx_kept_token *kept)
{
	char owner[CX_SHA256_HEX + 1];
	owner_digest(token, owner);
	if (!kept->value.len || strcmp(kept->owner.data, owner) != 0)
		return false;
	cx_buf_release_secret(&token->value);
	token->value = kept->value;
	kept->value = (struct cx_buf)CX_BUF_INIT;
	token->generation++;
	token->expires_us = kept->expires_us;
	token->renew_us = kept->renew_us;
	return true;
}

void cx_token_keep(struct cx_token *token, struct cx_kept_token *kept)
{
	if (!token->value.len)
		return;
	char owner[CX_SHA256_HEX + 1];
	owner_digest(token, owner);
	cx_buf_clear(&kept->owner);
	cx_buf_adds(&kept->owner, owner);
	cx_buf_release_secret(&kept->value);
	kept->value = token->value;
	token->value = (struct cx_buf)CX_BUF_INIT;
	kept->expires_us = token->expires_us;
	kept->renew_us = token->renew_us;
}

enum cx_token_state cx_token_state(const struct cx_token *token, int64_t now_us)
{
	if (token->failed)
		return CX_TOKEN_STATE_FAILED;
	if (token->value.len == 0 || now_us >= token->expires_us)
		return CX_TOKEN_STATE_NONE;
	return now_us >= token->renew_us ? CX_TOKEN_STATE_OLD : CX_TOKEN_STATE_GOOD;
}

/* A buffer that held a secret grew by moving: what is reserved first never moves. */
static void reserve_secret(struct cx_buf *buf, size_t n)
{
	cx_buf_release_secret(buf);
	cx_buf_fill(buf, ' ', n);
	cx_buf_clear(buf);
}

void cx_token_request(struct cx_token *token)
{
	const struct cx_buf *id = &token->client_id, *secret = &token->client_secret;
	struct cx_buf *form = &token->form;
	reserve_secret(form, 128 + 3 * (id->len + secret->len + token->scope.len));
	reserve_secret(&token->authorization, 64 + 4 * (id->len + secret->len));
	cx_buf_adds(form, "grant_type=client_credentials");
	if (token->scope.len > 0) {
		cx_buf_adds(form, "&scope=");
		cx_http_encode_form(form, token->scope.data, token->scope.len);
	}
	if (!token->basic) {
		cx_buf_adds(form, "&client_id=");
		cx_http_encode_form(form, id->data, id->len);
		cx_buf_adds(form, "&client_secret=");
		cx_http_encode_form(form, secret->data, secret->len);
		return;
	}
	struct cx_buf pair = CX_BUF_INIT;
	reserve_secret(&pair, 3 * (id->len + secret->len) + 8);
	cx_http_encode_form(&pair, id->data, id->len);
	cx_buf_addc(&pair, ':');
	cx_http_encode_form(&pair, secret->data, secret->len);
	cx_buf_adds(&token->authorization, "Authorization: Basic ");
	cx_base64_add(&token->authorization, pair.data, pair.len);
	cx_buf_release_secret(&pair);
}

/* Why the members of the token answer will not do; NULL if they do. */
static const char *take_members(struct cx_token *token, const struct cx_node *node, int64_t now_us)
{
	const struct cx_node *value = cx_node_get(node, "access_token");
	const char *type = cx_node_get_text(node, "token_type");
	if (!value || value->type != CX_NODE_STRING || value->len == 0)
		return "the answer holds no access_token";
	if (value->len > TOKEN_MAX_BYTES ||
	    strspn(value->text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				"0123456789-._~+/=:|!$%&'*,;@()") != value->len)
		return "the access_token is not one that fits a header";
	if (type && strcasecmp(type, "bearer") != 0)
		return "the token_type is not Bearer";
	int64_t life_s = TOKEN_LIFE_S, said_s;
	const struct cx_node *expires = cx_node_get(node, "expires_in");
	if (expires &&
	    (cx_node_int64(expires, &said_s) ||
	     (expires->type == CX_NODE_STRING && cx_int_parse_n(expires->text, expires->len, &said_s))))
		life_s = said_s;
	if (life_s <= 0)
		return "the token has expired already (expires_in)";
	if (life_s > TOKEN_MAX_LIFE_S)
		life_s = TOKEN_MAX_LIFE_S;
	int64_t life_us = life_s * 1000000;
	reserve_secret(&token->value, value->len + 1);
	cx_buf_add(&token->value, value->text, value->len);
	token->generation++;
	token->expires_us = now_us + life_us;
	token->renew_us = token->expires_us - (life_us / 2 < TOKEN_EARLY_US ? life_us / 2 : TOKEN_EARLY_US);
	return NULL;
}

static void wipe_texts(const struct cx_node *node)
{
	for (const struct cx_node *child = node ? node->first : NULL; child; child = child->next)
		wipe_texts(child);
	if (node && node->text)
		explicit_bzero((char *)node->text, node->len);
}

/* NULL if the answer's body gave a token. */
static const char *take_body(struct cx_token *token, const struct cx_answer *answer, int64_t now_us)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source source = {.name = "token", .text = answer->body, .len = answer->body_len};
	struct cx_node *node = NULL;
	const char *problem = "the answer is no JSON";
	if (cx_json_parse(&arena, &source, &node, &diags) == CX_STATUS_OK)
		problem = take_members(token, node, now_us);
	wipe_texts(node);
	cx_diags_release(&diags);
	cx_arena_release(&arena);
	return problem;
}

bool cx_token_answer(struct cx_token *token, const struct cx_answer *answer, int64_t now_us)
{
	bool came = answer->kind == CX_ANSWER_STATUS && answer->status >= 200 && answer->status < 300;
	cx_buf_release_secret(&token->form);
	cx_buf_release_secret(&token->authorization);
	cx_buf_clear(&token->problem);
	cx_buf_clear(&token->hint);
	const char *wrong = came ? take_body(token, answer, now_us) : answer->problem;
	if (!wrong)
		return true;
	token->problem_code = came || answer->kind == CX_ANSWER_STATUS ? "tenant.auth" : answer->code;
	if (answer->kind == CX_ANSWER_STATUS && strcmp(answer->code, "tenant.redirect") == 0)
		token->problem_code = answer->code;
	cx_buf_addf(&token->problem, "no access token from %s%s: %s", token->url.origin, token->url.path,
		    wrong);
	bool refused = answer->kind == CX_ANSWER_STATUS && answer->status >= 400 && answer->status < 500 &&
		       answer->status != 408 && answer->status != 429;
	if (refused)
		cx_buf_adds(&token->hint,
			    "check auth.client_id, auth.client_secret, auth.scope, and whether the "
			    "client sends them in the body or as Basic (auth.client_auth)");
	else if (answer->hint)
		cx_buf_adds(&token->hint, answer->hint);
	token->failed = refused || came;
	token->renew_us = now_us + TOKEN_PAUSE_US;
	return false;
}

void cx_token_refused(struct cx_token *token, unsigned generation)
{
	if (token->generation == generation)
		cx_buf_release_secret(&token->value);
}
