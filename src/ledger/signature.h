/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of heads, made and checked by ssh-keygen -Y, kept in a ref beside the ledger. */
#ifndef CX_LEDGER_SIGNATURE_H
#define CX_LEDGER_SIGNATURE_H

#include "base/map.h"
#include "ledger/verify.h"

/*
 * What is signed is a text: "cxctl audit head", LF, the ledger's ref, LF, the head H, LF. A signature stands
 * at H/DIGEST.sig in the tree of refs/cxctl-signatures/TENANT, as ssh-keygen made it; anybody can check it:
 * ssh-keygen -Y verify -n cxctl-audit. Nothing in that ref is believed before it was checked.
 */
#define CX_SIGNATURE_NAMESPACE "cxctl-audit"

/*
 * Signs head with the private key in the file key, or with the agent's if it is a public one. INVALID with
 * audit.sign and ssh-keygen's own words where it cannot. ret_new is false where the same signature was there
 * already. With a remote the ref is pushed.
 */
enum cx_status cx_signature_add(const struct cx_ledger *ledger, const char *head, const char *key,
				bool *ret_new, struct cx_diags *diags);

struct cx_signature {
	const char *head;
	const char *text;    /* as ssh-keygen made it */
	const char *signer;  /* the principal of the list of signers; NULL: none of them made it */
	const char *problem; /* why it is none of theirs; or NULL */
};
struct cx_signatures {
	struct cx_signature *items; /* in the arena */
	size_t count, cap;
};
/*
 * All of them, each checked against signers, a file of allowed signers (ssh-keygen(1)). With a remote its are
 * fetched first. INVALID with audit.signers where the file cannot be read.
 */
enum cx_status cx_signatures_check(const struct cx_ledger *ledger, const char *signers,
				   struct cx_arena *arena, struct cx_signatures *ret_signatures,
				   struct cx_diags *diags);

#endif
