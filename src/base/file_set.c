/* SPDX-License-Identifier: Apache-2.0 */
/* Written beside, then linked: link(2) does not overwrite, and is done or not. */
#include "base/file_set.h"

#include "base/fault.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define STAGE_NAME ".cxctl-new-files"

struct stage {
	const struct cx_file_set *set;
	struct cx_arena arena;
	const char *path;
	int fd; /* of the hidden folder, locked */
	size_t named;
	struct cx_diags *diags;
};

static const char *target_of(struct stage *stage, size_t i)
{
	return cx_path_join(&stage->arena, stage->set->folder, stage->set->items[i].path);
}

static const char *staged_of(struct stage *stage, size_t i)
{
	return cx_arena_printf(&stage->arena, "%s/%zu", stage->path, i);
}

static void say_exists(const struct cx_file_set *set, size_t i, struct cx_diags *diags)
{
	const char *path = cx_path_join(&diags->arena, set->shown, set->items[i].path);
	struct cx_diag *d = cx_diag_error(diags, "file.exists", "%s is there already", path);
	cx_diag_hint(diags, d, "nothing was written: move it away, or name another folder");
}

enum cx_status cx_file_set_check(const struct cx_file_set *set, struct cx_diags *diags)
{
	struct stage stage = {.set = set, .arena = CX_ARENA_INIT};
	enum cx_status status = CX_STATUS_OK;
	for (size_t i = 0; i < set->count; i++) {
		struct stat st;
		if (lstat(target_of(&stage, i), &st) < 0)
			continue;
		say_exists(set, i, diags);
		status = CX_STATUS_INVALID;
	}
	cx_arena_release(&stage.arena);
	return status;
}

static enum cx_status failed(struct stage *stage, const char *path)
{
	cx_diag_error(stage->diags, "file.write", "cannot write %s: %s", path, strerror(errno));
	return CX_STATUS_FAILED;
}

/* The hidden folder's name would tell nobody anything. */
static enum cx_status failed_within(struct stage *stage)
{
	cx_diag_error(stage->diags, "file.write", "cannot write into %s: %s", stage->set->folder,
		      strerror(errno));
	return CX_STATUS_FAILED;
}

/* What a run that died has left there, or ours. Names are counted, so nobody else's can be among them. */
static void stage_empty(const struct stage *stage)
{
	DIR *dir = opendir(stage->path);
	for (const struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir))
		if (strspn(entry->d_name, "0123456789") == strlen(entry->d_name))
			(void)unlinkat(stage->fd, entry->d_name, 0);
	if (dir)
		(void)closedir(dir);
}

static enum cx_status stage_open(struct stage *stage)
{
	enum cx_status status = cx_mkdirs(stage->set->folder, stage->diags);
	if (status)
		return status;
	stage->path = cx_path_join(&stage->arena, stage->set->folder, STAGE_NAME);
	if (mkdir(stage->path, 0700) < 0 && errno != EEXIST)
		return failed_within(stage);
	stage->fd = open(stage->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (stage->fd < 0)
		return failed_within(stage);
	if (flock(stage->fd, LOCK_EX | LOCK_NB) < 0) {
		struct cx_diag *d = cx_diag_error(stage->diags, "file.busy",
						  "another cxctl is writing into %s", stage->set->folder);
		cx_diag_hint(stage->diags, d, "wait until it has ended, and run this again");
		close(stage->fd);
		stage->fd = -1;
		return CX_STATUS_CONFLICT;
	}
	stage_empty(stage);
	return CX_STATUS_OK;
}

static enum cx_status stage_write(struct stage *stage)
{
	for (size_t i = 0; i < stage->set->count; i++) {
		const struct cx_file_set_item *item = &stage->set->items[i];
		enum cx_status status =
			cx_file_create(staged_of(stage, i), item->text, item->len, stage->diags);
		if (status == CX_STATUS_CONFLICT)
			errno = EEXIST;
		if (status)
			return status == CX_STATUS_CONFLICT ? failed(stage, item->path) : status;
	}
	return CX_STATUS_OK;
}

static const char *parent_of(struct stage *stage, const char *path)
{
	return cx_arena_strndup(&stage->arena, path, (size_t)(strrchr(path, '/') - path));
}

/* File systems without links take a rename, after a last look. */
static bool give_name(const char *from, const char *to)
{
	struct stat st;
	if (cx_fault(CX_FAULT_RENAME))
		return false;
	if (link(from, to) == 0) {
		(void)unlink(from);
		return true;
	}
	if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS)
		return false;
	if (lstat(to, &st) == 0) {
		errno = EEXIST;
		return false;
	}
	return rename(from, to) == 0;
}

static enum cx_status stage_name(struct stage *stage)
{
	for (size_t i = 0; i < stage->set->count; i++) {
		const char *target = target_of(stage, i);
		enum cx_status status = cx_mkdirs(parent_of(stage, target), stage->diags);
		if (status)
			return status;
		if (!give_name(staged_of(stage, i), target)) {
			if (errno != EEXIST)
				return failed(stage, target);
			say_exists(stage->set, i, stage->diags);
			return CX_STATUS_INVALID;
		}
		stage->named++;
	}
	const char *last = "";
	for (size_t i = 0; i < stage->set->count; i++) {
		const char *folder = parent_of(stage, target_of(stage, i));
		if (strcmp(folder, last) != 0 && !cx_dir_sync(folder))
			return failed(stage, folder);
		last = folder;
	}
	return CX_STATUS_OK;
}

enum cx_status cx_file_set_create(const struct cx_file_set *set, struct cx_diags *diags)
{
	struct stage stage = {.set = set, .arena = CX_ARENA_INIT, .fd = -1, .diags = diags};
	enum cx_status status = cx_file_set_check(set, diags);
	if (!status)
		status = stage_open(&stage);
	if (!status)
		status = stage_write(&stage);
	if (!status)
		status = stage_name(&stage);
	for (size_t i = 0; status && i < stage.named; i++)
		(void)unlink(target_of(&stage, i));
	if (stage.fd >= 0) {
		stage_empty(&stage);
		(void)rmdir(stage.path);
		close(stage.fd);
	}
	cx_arena_release(&stage.arena);
	return status;
}
