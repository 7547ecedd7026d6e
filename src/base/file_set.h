/* SPDX-License-Identifier: Apache-2.0 */
/* New files, all of them or none. */
#ifndef CX_BASE_FILE_SET_H
#define CX_BASE_FILE_SET_H

#include "base/base.h"
#include "base/diag.h"

struct cx_file_set_item {
	const char *path; /* below the set's folder */
	const char *text;
	size_t len;
};

/*
 * Files that are written into a hidden folder first, synced, and only then get their names: a crash leaves
 * none, or some that are whole, and never a part of one; a later run clears the hidden folder away. Two
 * programs cannot do so in one folder at a time.
 */
struct cx_file_set {
	const char *folder; /* made if it is not there */
	const char *shown;  /* what messages put before each path: "" or "adopted" */
	const struct cx_file_set_item *items;
	size_t count;
};

/* INVALID with file.exists for each path where something is already, whatever it is. */
enum cx_status cx_file_set_check(const struct cx_file_set *set, struct cx_diags *diags);
/*
 * Checks, writes, syncs, names. Nothing is overwritten: what came in between ends it as well. INVALID with
 * file.exists, CONFLICT with file.busy while another program does it there, FAILED with file.write; none of
 * the files is there then.
 */
enum cx_status cx_file_set_create(const struct cx_file_set *set, struct cx_diags *diags);

#endif
