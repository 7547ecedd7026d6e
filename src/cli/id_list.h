/* SPDX-License-Identifier: Apache-2.0 */
/* Ids from the command line, and then from a file or a pipe, as they come. */
#ifndef CX_CLI_ID_LIST_H
#define CX_CLI_ID_LIST_H

#include "base/diag.h"
#include "base/mem.h"
#include "port/crypto.h"
#include "query/profiles.h"

/* Each line is an id, or a JSON object whose member "id" is one, as members prints them; empty ones do not
 * count. A longer line is an error. */
#define CX_ID_LIST_MAX_LINE ((size_t)1 << 20)

struct cx_id_list {
	const char *const *args;
	size_t arg_count, arg_at;
	const char *file; /* as it was given; NULL: none */
	int fd;           /* of it; -1: none, or it is at its end */
	struct cx_buf text;
	size_t at; /* in text: the first byte that was not read */
	size_t line;
	struct cx_arena arena; /* of the line that was read last */
	uint64_t count;        /* ids given */
	struct cx_sha256 sha;  /* of them, each with a newline behind */
	struct cx_diags *diags;
};
/*
 * Looks at the ids of the command line and opens the file, "-" is standard input. INVALID (profiles.id) where
 * one cannot be asked for, FAILED or INVALID (file.*) where there is no such file. Release in every case.
 */
enum cx_status cx_id_list_init(struct cx_id_list *list, const char *const *args, size_t count,
			       const char *file, struct cx_diags *diags);
void cx_id_list_release(struct cx_id_list *list);
/* As next of query/profiles.h. An id is not quoted in what is wrong with it. */
enum cx_profiles_more cx_id_list_next(struct cx_id_list *list, bool wait, const char **ret_id,
				      size_t *ret_len);
/* Lower-case hex of the digest of all ids that were given; once. */
void cx_id_list_digest(struct cx_id_list *list, char ret_hex[CX_SHA256_HEX + 1]);

#endif
