/* SPDX-License-Identifier: Apache-2.0 */
/* A project in a folder of its own, for tests of what is read from several files. */
#ifndef CX_TESTS_MODEL_FOLDER_H
#define CX_TESTS_MODEL_FOLDER_H

#include "base/file.h"
#include "model/definition.h"
#include "unit/model/fixture.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
	char path[32];
	struct cx_tree tree;
};

static inline int folder_remove_one(const char *path, const struct stat *info, int type, struct FTW *at)
{
	(void)info, (void)type, (void)at;
	return remove(path);
}

static inline void folder_release(struct folder *folder)
{
	assert_int_equal(nftw(folder->path, folder_remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static inline void folder_init(struct folder *folder)
{
	memcpy(folder->path, "/tmp/cxfolder-XXXXXX", sizeof "/tmp/cxfolder-XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	folder->tree = (struct cx_tree){.commit = CX_OID_ZERO, .folder = folder->path};
}

/* Writes a file; the folders above it are made. */
static inline void folder_put(struct folder *folder, struct fixture *f, const char *name, const char *text)
{
	char *path = cx_path_join(&f->arena, folder->path, name);
	for (char *slash = strchr(path + strlen(folder->path) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(path, 0700);
		*slash = '/';
	}
	assert_int_equal(cx_file_write_atomic(path, text, strlen(text), 0600, &f->diags), CX_STATUS_OK);
}

#endif
