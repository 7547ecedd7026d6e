/* SPDX-License-Identifier: Apache-2.0 */
/* Collects new objects in memory and writes them as one pack. */
/*
 * A memory backend cannot be taken out of an object database again, so this one gets a database of its own
 * over the same folder. git_mempack_dump would pack all that the commit reaches: here only what is new is
 * named.
 */
#include "port/git_bulk.h"

#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

enum { ABOVE_ALL = 999 };

static char *objects_path(const struct cx_repo *repo, const char *below)
{
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	cx_buf_addf(&path, "%s/objects%s", repo->common_dir, below);
	return cx_buf_take(&path);
}

static int database_open(const struct cx_repo *repo, git_odb **ret_odb)
{
	git_odb_backend *memory = NULL;
	char *path = objects_path(repo, "");
	int code = git_odb_open(ret_odb, path);
	cx_free(path);
	if (code == 0)
		code = git_mempack_new(&memory);
	return code == 0 ? git_odb_add_backend(*ret_odb, memory, ABOVE_ALL) : code;
}

int cx_git_bulk_init(struct cx_git_bulk *bulk, struct cx_repo *repo)
{
	CX_AUTO(git_odb) git_odb *odb = NULL;
	CX_AUTO(git_config) git_config *config = NULL;
	int code = database_open(repo, &odb);
	if (code == 0)
		code = git_repository_wrap_odb(&bulk->git, odb);
	if (code == 0)
		code = git_repository_config(&config, repo->git);
	if (code == 0)
		code = git_repository_set_config(bulk->git, config);
	if (code == 0)
		code = git_packbuilder_new(&bulk->pack, bulk->git);
	return code;
}

int cx_git_bulk_add(struct cx_git_bulk *bulk, const git_oid *oid)
{
	return git_packbuilder_insert(bulk->pack, oid, NULL);
}

int cx_git_bulk_finish(struct cx_git_bulk *bulk, struct cx_repo *repo)
{
	CX_AUTO(git_odb) git_odb *odb = NULL;
	char *path = objects_path(repo, "/pack");
	int code = git_packbuilder_write(bulk->pack, path, 0, NULL, NULL);
	cx_free(path);
	if (code == 0)
		code = git_repository_odb(&odb, repo->git);
	return code == 0 ? git_odb_refresh(odb) : code;
}

void cx_git_bulk_release(struct cx_git_bulk *bulk)
{
	git_packbuilder_free(bulk->pack);
	git_repository_free(bulk->git);
}
