/* SPDX-License-Identifier: Apache-2.0 */
/* ssh-keygen reads and writes files: they live in a folder of their own, in git's, while it runs. */
#include "ledger/signature.h"

#include "base/file.h"
#include "base/process.h"
#include "base/rand.h"
#include "ledger/refs.h"
#include "port/crypto.h"

#include <errno.h>
#include <unistd.h>

enum {
	TIMEOUT_MS = 60 * 1000, /* a key on a token waits for a finger */
	MAX_SAID = 1 << 12,
	MAX_SIGNATURE = 1 << 14,
	MAX_SIGNATURES = 10000,
	DIGEST_CHARS = 16,
};

/* The files of one call; all are removed at its end. */
struct desk {
	struct cx_arena arena;
	char *folder, *message, *signature;
};

static enum cx_status desk_open(const struct cx_ledger *ledger, struct desk *desk, struct cx_diags *diags)
{
	char id[CX_UUID_LEN + 1];
	cx_uuid_new(id);
	*desk = (struct desk){.arena = CX_ARENA_INIT};
	desk->folder =
		cx_arena_printf(&desk->arena, "%s/cxctl/sign-%s", cx_repo_common_dir(ledger->repo), id);
	desk->message = cx_arena_printf(&desk->arena, "%s/head", desk->folder);
	desk->signature = cx_arena_printf(&desk->arena, "%s/head.sig", desk->folder);
	return cx_mkdirs(desk->folder, diags);
}

static void desk_close(struct desk *desk)
{
	(void)unlink(desk->message);
	(void)unlink(desk->signature);
	(void)rmdir(desk->folder);
	cx_arena_release(&desk->arena);
}

static enum cx_status message_write(const struct cx_ledger *ledger, struct desk *desk, const char *head,
				    struct cx_diags *diags)
{
	char *text = cx_arena_printf(&desk->arena, "cxctl audit head\n%s\n%s\n", ledger->ref, head);
	return cx_file_write_atomic(desk->message, text, strlen(text), 0600, diags);
}

static const char *signatures_ref(const struct cx_ledger *ledger, struct cx_arena *arena)
{
	return cx_arena_printf(arena, "refs/cxctl-signatures/%s", ledger->tenant);
}

static bool keygen(const char *const *argv, const char *input, struct cx_process_end *end)
{
	const struct cx_process process = {.argv = argv,
					   .set = (const char *const[]){"LC_ALL=C", NULL},
					   .input = input,
					   .timeout_ms = TIMEOUT_MS,
					   .max_out = MAX_SAID,
					   .max_err = MAX_SAID};
	return cx_process_run(&process, end);
}

/* Its last words, without the end of the line. */
static const char *keygen_words(struct cx_process_end *end)
{
	struct cx_buf *said = end->err.len ? &end->err : &end->out;
	while (said->len && (said->data[said->len - 1] == '\n' || said->data[said->len - 1] == '\r'))
		cx_buf_cut(said, said->len - 1);
	if (end->error)
		return strerror(end->error);
	if (end->timed_out)
		return "it took longer than a minute";
	return said->len ? said->data : "it said nothing";
}

/* Where the ref is, here and at the remote; what the remote has is brought here. */
static enum cx_status ref_follow(const struct cx_ledger *ledger, const char *ref, struct cx_oid *ret_at,
				 struct cx_diags *diags)
{
	struct cx_oid there;
	enum cx_status status = cx_repo_ref_read(ledger->repo, ref, ret_at, diags);
	if (status == CX_STATUS_ABSENT) {
		*ret_at = CX_OID_ZERO;
		status = CX_STATUS_OK;
	}
	if (status || !ledger->remote)
		return status;
	status = ledger->remote->list(ledger->remote, &ref, 1, &there, diags);
	if (status || cx_oid_is_zero(&there) || cx_oid_equal(&there, ret_at))
		return status;
	status = ledger->remote->fetch(ledger->remote, &ref, 1, diags);
	if (status || (!cx_oid_is_zero(ret_at) && cx_repo_is_descendant(ledger->repo, ret_at, &there)))
		return status;
	status = cx_repo_ref_move(ledger->repo, ref, ret_at, &there, "cxctl: follow the remote", diags);
	*ret_at = there;
	return status;
}

static enum cx_status store(const struct cx_ledger *ledger, const char *head, const struct cx_buf *signature,
			    bool *ret_new, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf there = CX_BUF_INIT;
	struct cx_oid at, commit;
	char digest[CX_SHA256_HEX + 1];
	const char *ref = signatures_ref(ledger, &arena);
	cx_sha256_hex(signature->data, signature->len, digest);
	const char *path = cx_arena_printf(&arena, "%s/%.*s.sig", head, DIGEST_CHARS, digest);
	enum cx_status status = ref_follow(ledger, ref, &at, diags);
	if (!status && !cx_oid_is_zero(&at) &&
	    cx_repo_read(ledger->repo, &at, path, MAX_SIGNATURE, &there, diags) == CX_STATUS_OK) {
		*ret_new = false;
		cx_arena_release(&arena);
		return CX_STATUS_OK;
	}
	bool first = cx_oid_is_zero(&at);
	const struct cx_tree_change change = {path, signature->data, signature->len};
	const struct cx_commit_new new = {.base = first ? NULL : &at,
					  .changes = &change,
					  .change_count = 1,
					  .parents = &at,
					  .parent_count = first ? 0 : 1,
					  .author_name = "cxctl",
					  .author_email = "cxctl@localhost",
					  .time_s = cx_clock_system()->realtime_ms(cx_clock_system()) / 1000,
					  .message = "cxctl: sign the head of the ledger\n"};
	if (!status)
		status = cx_repo_commit_write(ledger->repo, &new, &commit, diags);
	const struct cx_ref_move move = {ref, at, commit};
	if (!status)
		status = cx_refs_move(ledger, &move, 1, new.message, diags);
	if (status == CX_STATUS_CONFLICT) {
		struct cx_diag *d =
			cx_diag_error(diags, "audit.sign", "somebody else signs at the same time");
		cx_diag_hint(diags, d, "sign once more");
	}
	*ret_new = true;
	cx_arena_release(&arena);
	return status;
}

enum cx_status cx_signature_add(const struct cx_ledger *ledger, const char *head, const char *key,
				bool *ret_new, struct cx_diags *diags)
{
	struct desk desk;
	struct cx_process_end end = CX_PROCESS_END_INIT;
	CX_AUTO(cx_buf) struct cx_buf signature = CX_BUF_INIT;
	enum cx_status status = desk_open(ledger, &desk, diags);
	if (!status)
		status = message_write(ledger, &desk, head, diags);
	const char *const argv[] = {"ssh-keygen",           "-Y",         "sign", "-f", key, "-n",
				    CX_SIGNATURE_NAMESPACE, desk.message, NULL};
	if (!status && !keygen(argv, NULL, &end)) {
		struct cx_diag *d = cx_diag_error(diags, "audit.sign", "ssh-keygen cannot sign with %s", key);
		cx_diag_note(diags, d, "%s", keygen_words(&end));
		cx_diag_hint(diags, d,
			     "a key with a passphrase needs the agent: ssh-add KEY, then --key KEY.pub");
		status = CX_STATUS_INVALID;
	}
	if (!status)
		status = cx_file_read(desk.signature, MAX_SIGNATURE, &signature, diags);
	if (!status)
		status = store(ledger, head, &signature, ret_new, diags);
	cx_process_end_release(&end);
	desk_close(&desk);
	return status;
}

/* The first principal that find-principals names; NULL with the problem. */
static char *principal_find(const char *signers, struct desk *desk, struct cx_arena *arena,
			    const char **ret_problem)
{
	struct cx_process_end end = CX_PROCESS_END_INIT;
	const char *const argv[] = {"ssh-keygen",    "-Y", "find-principals", "-s",
				    desk->signature, "-f", signers,           NULL};
	char *name = NULL;
	if (keygen(argv, NULL, &end) && end.out.len)
		name = cx_arena_strndup(arena, end.out.data, strcspn(end.out.data, "\r\n,"));
	else if (end.error)
		*ret_problem = cx_arena_printf(arena, "ssh-keygen cannot be run: %s", strerror(end.error));
	else
		*ret_problem = "its key is none of the signers'";
	cx_process_end_release(&end);
	return name;
}

static void signature_check(const char *signers, struct desk *desk, struct cx_arena *arena,
			    struct cx_signature *signature)
{
	struct cx_process_end end = CX_PROCESS_END_INIT;
	const char *name = principal_find(signers, desk, arena, &signature->problem);
	if (!name)
		return;
	const char *const argv[] = {
		"ssh-keygen",           "-Y", "verify",        "-f", signers, "-I", name, "-n",
		CX_SIGNATURE_NAMESPACE, "-s", desk->signature, NULL};
	if (keygen(argv, desk->message, &end))
		signature->signer = name;
	else
		signature->problem = "it does not fit";
	cx_process_end_release(&end);
}

static enum cx_status file_check(const struct cx_ledger *ledger, const struct cx_repo_file *file,
				 const char *signers, struct cx_arena *arena,
				 struct cx_signature *ret_signature, struct cx_diags *diags)
{
	struct desk desk;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	*ret_signature =
		(struct cx_signature){.head = cx_arena_strndup(arena, file->path, strcspn(file->path, "/"))};
	if (!cx_head_shaped(ret_signature->head)) {
		ret_signature->problem = "it is of no head";
		return CX_STATUS_OK;
	}
	enum cx_status status = cx_repo_read_blob(ledger->repo, &file->blob, MAX_SIGNATURE, &text, diags);
	if (status)
		return status;
	ret_signature->text = cx_arena_strndup(arena, text.data, text.len);
	status = desk_open(ledger, &desk, diags);
	if (!status)
		status = message_write(ledger, &desk, ret_signature->head, diags);
	if (!status)
		status = cx_file_write_atomic(desk.signature, text.data, text.len, 0600, diags);
	if (!status)
		signature_check(signers, &desk, arena, ret_signature);
	desk_close(&desk);
	return status;
}

enum cx_status cx_signatures_check(const struct cx_ledger *ledger, const char *signers,
				   struct cx_arena *arena, struct cx_signatures *ret_signatures,
				   struct cx_diags *diags)
{
	struct cx_repo_files files = {0};
	struct cx_oid at;
	*ret_signatures = (struct cx_signatures){0};
	if (access(signers, R_OK)) {
		struct cx_diag *d = cx_diag_error(diags, "audit.signers", "%s cannot be read: %s", signers,
						  strerror(errno));
		cx_diag_hint(
			diags, d,
			"a line for each signer: NAME ssh-ed25519 KEY; see ssh-keygen(1), ALLOWED SIGNERS");
		return CX_STATUS_INVALID;
	}
	enum cx_status status = ref_follow(ledger, signatures_ref(ledger, arena), &at, diags);
	if (!status && !cx_oid_is_zero(&at))
		status = cx_repo_list(ledger->repo, &at, "", arena, &files, diags);
	for (size_t i = 0; !status && i < files.count && i < MAX_SIGNATURES; i++) {
		struct cx_signature signature;
		status = file_check(ledger, &files.items[i], signers, arena, &signature, diags);
		CX_ARENA_GROW(arena, ret_signatures->items, ret_signatures->count, ret_signatures->cap);
		ret_signatures->items[ret_signatures->count++] = signature;
	}
	return status;
}
