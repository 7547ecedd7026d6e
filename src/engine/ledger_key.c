/* SPDX-License-Identifier: Apache-2.0 */
/* HMACs in two steps: of a value only the first is kept, which tells nothing without the key. */
#include "engine/ledger_key.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "model/normal.h"
#include "model/setting.h"
#include "port/crypto.h"

#define ID_MESSAGE    "cxctl ledger key 1"
#define VALUE_MESSAGE "cxctl ledger secret 1\n"

enum {
	ID_HEX = 16,
	SALT_HEX = 32,
	SALT_AT = ID_HEX + 1,
	MAC_AT = SALT_AT + SALT_HEX + 1,
	TEXT_LEN = MAC_AT + CX_SHA256_HEX,
};

/* Of one source: HMAC-SHA256(K, VALUE_MESSAGE value). */
struct known {
	unsigned char step[CX_SHA256_BYTES];
	bool found;
};

struct cx_ledger_key {
	char bytes[CX_MAX_LEDGER_KEY_BYTES];
	size_t len;
	char id[ID_HEX + 1];
	struct cx_map known; /* "env NAME" -> struct known * */
	struct cx_arena arena;
};

enum cx_status cx_ledger_key_new(const char *text, struct cx_ledger_key **ret_key, struct cx_diags *diags)
{
	size_t len = text ? strnlen(text, CX_MAX_LEDGER_KEY_BYTES + 1) : 0;
	if (!len)
		return CX_STATUS_ABSENT;
	if (len < CX_LEDGER_KEY_MIN || len > CX_MAX_LEDGER_KEY_BYTES) {
		bool is_short = len < CX_LEDGER_KEY_MIN;
		struct cx_diag *d =
			cx_diag_error(diags, "secret.key", "%s is %s than %zu bytes", CX_LEDGER_KEY_VARIABLE,
				      is_short ? "shorter" : "longer",
				      is_short ? (size_t)CX_LEDGER_KEY_MIN : (size_t)CX_MAX_LEDGER_KEY_BYTES);
		cx_diag_hint(diags, d, "make one with: openssl rand -hex 32");
		return CX_STATUS_INVALID;
	}
	struct cx_ledger_key *key = cx_alloc(sizeof *key);
	unsigned char mac[CX_SHA256_BYTES];
	memcpy(key->bytes, text, len);
	key->len = len;
	cx_hmac_sha256(key->bytes, key->len, ID_MESSAGE, strlen(ID_MESSAGE), mac);
	cx_hex_encode(mac, ID_HEX / 2, key->id);
	*ret_key = key;
	return CX_STATUS_OK;
}

void cx_ledger_key_free(struct cx_ledger_key *key)
{
	if (!key)
		return;
	for (size_t i = 0; i < key->known.count; i++)
		cx_free_secret(key->known.entries[i].value, sizeof(struct known));
	cx_map_release(&key->known);
	cx_arena_release(&key->arena);
	cx_free_secret(key, sizeof *key);
}

static const char *source_of(const struct cx_node *secret, struct cx_arena *arena)
{
	const struct cx_setting setting = cx_setting_of(secret);
	return cx_arena_printf(arena, "%s %s", setting.env ? "env" : "file",
			       setting.env    ? setting.env
			       : setting.file ? setting.file
					      : "");
}

static void step_make(const struct cx_ledger_key *key, const char *value, size_t len,
		      unsigned char ret_step[CX_SHA256_BYTES])
{
	struct cx_buf message = CX_BUF_INIT;
	/* It may not grow by moving: what it left behind would not be wiped. */
	cx_buf_fill(&message, ' ', strlen(VALUE_MESSAGE) + len + 1);
	cx_buf_clear(&message);
	cx_buf_adds(&message, VALUE_MESSAGE);
	cx_buf_add(&message, value, len);
	cx_hmac_sha256(key->bytes, key->len, message.data, message.len, ret_step);
	cx_buf_release_secret(&message);
}

static void learn_one(struct cx_ledger_key *key, const struct cx_node *secret, const char *project_dir)
{
	const char *source = source_of(secret, &key->arena);
	if (cx_map_get(&key->known, source))
		return;
	const struct cx_setting setting = cx_setting_of(secret);
	struct cx_buf value = CX_BUF_INIT;
	struct known *known = cx_alloc(sizeof *known);
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	known->found = !cx_setting_get(&setting, project_dir, "the secret", &value, &quiet);
	if (known->found)
		step_make(key, value.data, value.len, known->step);
	(void)cx_map_put(&key->known, source, known);
	cx_buf_release_secret(&value);
}

void cx_ledger_key_learn(struct cx_ledger_key *key, const struct cx_shape *shape, const struct cx_node *node,
			 const char *project_dir)
{
	if (!shape || shape->criteria)
		return;
	if (cx_is_secret(shape, node)) {
		learn_one(key, node, project_dir);
		return;
	}
	for (const struct cx_node *child = node->first; child; child = child->next)
		cx_ledger_key_learn(key,
				    node->type == CX_NODE_ARRAY
					    ? shape->items
					    : cx_shape_member(shape, child->key, child->key_len),
				    child, project_dir);
}

static const char *text_make(const struct cx_ledger_key *key, const unsigned char step[CX_SHA256_BYTES],
			     const char *salt, struct cx_arena *arena)
{
	unsigned char mac[CX_SHA256_BYTES];
	char hex[CX_SHA256_HEX + 1];
	cx_hmac_sha256(step, CX_SHA256_BYTES, salt, SALT_HEX, mac);
	cx_hex_encode(mac, sizeof mac, hex);
	return cx_arena_printf(arena, "%s.%.*s.%s", key->id, SALT_HEX, salt, hex);
}

const char *cx_ledger_key_mac(const struct cx_ledger_key *key, const struct cx_node *secret, const char *salt,
			      struct cx_arena *arena)
{
	const struct known *known = cx_map_get(&key->known, source_of(secret, arena));
	return known && known->found ? text_make(key, known->step, salt, arena) : NULL;
}

const char *cx_ledger_key_again(const struct cx_ledger_key *key, const struct cx_node *secret,
				const char *text, struct cx_arena *arena)
{
	return cx_ledger_key_made(key, text) ? cx_ledger_key_mac(key, secret, text + SALT_AT, arena) : NULL;
}

const char *cx_ledger_key_salt(const char *tenant, const char *address, const char *pointer,
			       const struct cx_node *secret, struct cx_arena *arena)
{
	const char *place =
		cx_arena_printf(arena, "%s\n%s\n%s\n%s", tenant, address, pointer, source_of(secret, arena));
	char hex[CX_SHA256_HEX + 1];
	cx_sha256_hex(place, strlen(place), hex);
	return cx_arena_strndup(arena, hex, SALT_HEX);
}

bool cx_ledger_key_made(const struct cx_ledger_key *key, const char *text)
{
	if (strlen(text) != TEXT_LEN || text[ID_HEX] != '.' || text[MAC_AT - 1] != '.')
		return false;
	if (strspn(text + SALT_AT, "0123456789abcdef") != SALT_HEX ||
	    strspn(text + MAC_AT, "0123456789abcdef") != CX_SHA256_HEX)
		return false;
	return strncmp(text, key->id, ID_HEX) == 0;
}

bool cx_ledger_key_fits(const struct cx_ledger_key *key, const char *text, const char *value, size_t len)
{
	unsigned char step[CX_SHA256_BYTES];
	struct cx_arena arena = CX_ARENA_INIT;
	step_make(key, value, len, step);
	bool fits = cx_ledger_key_made(key, text) &&
		    strcmp(text_make(key, step, text + SALT_AT, &arena), text) == 0;
	explicit_bzero(step, sizeof step);
	cx_arena_release(&arena);
	return fits;
}
