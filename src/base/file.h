/* SPDX-License-Identifier: Apache-2.0 */
/* Files: bounded reading, synced and atomic writing. Every call passes the fault points. */
#ifndef CX_BASE_FILE_H
#define CX_BASE_FILE_H

#include "base/base.h"
#include "base/buf.h"
#include "base/diag.h"

/*
 * Reads a regular file (or a pipe) of at most max bytes into out.
 * ABSENT without a diagnostic if it does not exist; FAILED with one (file.read, file.size) otherwise.
 */
enum cx_status cx_file_read(const char *path, size_t max, struct cx_buf *out, struct cx_diags *diags);
/* The same from an open descriptor; name is for the messages. */
enum cx_status cx_fd_read(int fd, const char *name, size_t max, struct cx_buf *out, struct cx_diags *diags);

/*
 * Writes beside path, syncs, renames over path, syncs the folder. Readers see the old or
 * the new contents, never a part. mode as for open(2), whatever the umask.
 */
enum cx_status cx_file_write_atomic(const char *path, const void *bytes, size_t n, unsigned mode,
				    struct cx_diags *diags);
/*
 * The same for a file that a user names for what is to come out, mode 0644. What is no regular file, such as
 * /dev/stdout or a pipe, is written to and not replaced: a rename over /dev/null would remove it.
 */
enum cx_status cx_file_write_out(const char *path, const struct cx_buf *text, struct cx_diags *diags);
/*
 * Writes a file that must not be there yet, and the folders above it. CONFLICT without a diagnostic if
 * something is there already, whatever it is: it is not touched. Of a write that failed nothing is left.
 */
enum cx_status cx_file_create(const char *path, const void *bytes, size_t n, struct cx_diags *diags);
/* Writes all n bytes to fd, retrying short writes and EINTR. False leaves errno set. */
bool cx_fd_write_all(int fd, const void *bytes, size_t n);
/* fdatasync; an error is final and must not be tried again (PITFALLS 5). False leaves errno set. */
bool cx_fd_sync(int fd);
/* Makes path and its parents, mode 0777 less umask; fine if they exist. */
enum cx_status cx_mkdirs(const char *path, struct cx_diags *diags);
/* Syncs the folder itself, so that a name in it survives a crash. */
bool cx_dir_sync(const char *path);

/* "dir/name" into an arena; name alone if it is absolute or dir is "" or ".". */
char *cx_path_join(struct cx_arena *arena, const char *dir, const char *name);
/*
 * Whether a relative path stays below its folder: not absolute, no "..", no empty part,
 * no NUL. Hostile input is checked with this before it is joined.
 */
bool cx_path_is_inside(const char *path);

/* Reopens closed descriptors 0 to 2 on /dev/null, so that no file of ours takes their numbers. */
void cx_fds_guard(void);

#endif
