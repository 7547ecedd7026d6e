/* SPDX-License-Identifier: Apache-2.0 */
/* A tree of files. The working folder is walked by descriptors without following links. */
#include "model/tree.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/suffix.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool is_definition_file(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	return name[0] != '.' && (cx_suffix_is_yaml(name) || cx_suffix_is(name, ".json"));
}

static bool is_hidden_below(const char *path, size_t prefix)
{
	const char *rest = path + prefix;
	return rest[0] == '.' || strstr(rest, "/.") != NULL;
}

static enum cx_status path_refused(const char *path, struct cx_diags *diags)
{
	struct cx_diag *d =
		cx_diag_error(diags, "file.symlink", "%s is, or lies behind, a symbolic link", path);
	cx_diag_file(diags, d, path);
	cx_diag_hint(diags, d, "put the file itself into the repository");
	return CX_STATUS_INVALID;
}

/* In one call where the kernel has it, from the root, as folder has no links; -1 may also mean that it has
 * not. */
static int open_at_once(const char *folder, const char *path, int flags)
{
	char whole[PATH_MAX];
	struct open_how how = {.flags = (unsigned)flags | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS};
	int n = snprintf(whole, sizeof whole, "%s/%s", folder, path);
	if (n < 0 || (size_t)n >= sizeof whole)
		return -1;
	return (int)syscall(SYS_openat2, AT_FDCWD, whole, &how, sizeof how);
}

/* Opens path part by part below folder, following no link. -1 sets errno; ELOOP means a link. */
static int open_beneath(const char *folder, const char *path, int flags)
{
	int whole = open_at_once(folder, path, flags);
	if (whole >= 0)
		return whole;
	int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (at >= 0) {
		const char *slash = strchr(path, '/');
		char part[NAME_MAX + 1];
		size_t n = slash ? (size_t)(slash - path) : strlen(path);
		if (n >= sizeof part) {
			close(at);
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(part, path, n);
		part[n] = '\0';
		struct stat st;
		bool is_link =
			fstatat(at, n ? part : ".", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode);
		int next =
			is_link ? -1
				: openat(at, n ? part : ".",
					 (slash ? O_RDONLY | O_DIRECTORY : flags) | O_NOFOLLOW | O_CLOEXEC);
		int error = is_link ? ELOOP : errno;
		close(at);
		errno = error;
		at = next;
		if (!slash)
			break;
		path = slash + 1;
	}
	return at;
}

static enum cx_status open_failed(const char *path, struct cx_diags *diags)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return CX_STATUS_ABSENT;
	if (errno == ELOOP)
		return path_refused(path, diags);
	cx_diag_file(diags, cx_diag_error(diags, "file.read", "cannot open %s: %s", path, strerror(errno)),
		     path);
	return CX_STATUS_FAILED;
}

static enum cx_status folder_read(const struct cx_tree *tree, const char *path, size_t max,
				  struct cx_buf *out, struct cx_diags *diags)
{
	int fd = open_beneath(tree->folder, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return open_failed(path, diags);
	struct stat st;
	enum cx_status status = CX_STATUS_FAILED;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		cx_diag_error(diags, "file.type", "%s is not a regular file", path);
	else
		status = cx_fd_read(fd, path, max, out, diags);
	close(fd);
	return status;
}

enum cx_status cx_tree_read(const struct cx_tree *tree, const char *path, size_t max, struct cx_buf *out,
			    struct cx_diags *diags)
{
	if (!cx_path_is_inside(path)) {
		cx_diag_error(diags, "file.outside", "%s lies outside of the project", path);
		return CX_STATUS_INVALID;
	}
	if (!cx_oid_is_zero(&tree->commit))
		return cx_repo_read(tree->repo, &tree->commit, path, max, out, diags);
	return folder_read(tree, path, max, out, diags);
}

static void paths_add(struct cx_arena *arena, struct cx_tree_paths *paths, const char *path)
{
	CX_ARENA_GROW(arena, paths->items, paths->count, paths->cap);
	paths->items[paths->count++] = cx_arena_strdup(arena, path);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum cx_status folder_walk(int fd, const char *path, int depth, struct cx_arena *arena,
				  struct cx_tree_paths *paths, struct cx_diags *diags);

static enum cx_status read_failed(const char *path, const char *why, struct cx_diags *diags)
{
	cx_diag_file(diags, cx_diag_error(diags, "file.read", "cannot read %s: %s", path, why), path);
	return CX_STATUS_FAILED;
}

static enum cx_status folder_entry(int dir, const struct dirent *entry, const char *path, int depth,
				   struct cx_arena *arena, struct cx_tree_paths *paths,
				   struct cx_diags *diags)
{
	struct stat st;
	const char *name = entry->d_name;
	if (entry->d_type == DT_REG) {
		if (is_definition_file(path))
			paths_add(arena, paths, path);
		return CX_STATUS_OK;
	}
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return read_failed(path, strerror(errno), diags);
	if (S_ISLNK(st.st_mode))
		return path_refused(path, diags);
	if (S_ISDIR(st.st_mode)) {
		int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			return open_failed(path, diags);
		return folder_walk(fd, path, depth + 1, arena, paths, diags);
	}
	if (S_ISREG(st.st_mode) && is_definition_file(path))
		paths_add(arena, paths, path);
	return CX_STATUS_OK;
}

/* Takes fd. */
static enum cx_status folder_walk(int fd, const char *path, int depth, struct cx_arena *arena,
				  struct cx_tree_paths *paths, struct cx_diags *diags)
{
	DIR *dir = fdopendir(fd);
	if (!dir || depth > CX_MAX_DOC_DEPTH) {
		enum cx_status status = read_failed(path, dir ? "nested too deeply" : strerror(errno), diags);
		if (dir)
			closedir(dir);
		else
			close(fd);
		return status;
	}
	enum cx_status worst = CX_STATUS_OK;
	while (paths->count <= CX_MAX_FILES) {
		errno = 0;
		const struct dirent *entry = readdir(dir);
		/* Half a folder must not pass for the whole: what is not listed counts as removed. */
		if (!entry && errno)
			worst = read_failed(path, strerror(errno), diags);
		if (!entry)
			break;
		if (entry->d_name[0] == '.')
			continue;
		enum cx_status status =
			folder_entry(dirfd(dir), entry, cx_path_join(arena, path, entry->d_name), depth,
				     arena, paths, diags);
		worst = status ? status : worst;
	}
	closedir(dir);
	return worst;
}

static enum cx_status folder_list(const struct cx_tree *tree, const char *path, struct cx_arena *arena,
				  struct cx_tree_paths *paths, struct cx_diags *diags)
{
	int fd = open_beneath(tree->folder, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return open_failed(path, diags);
	struct stat st;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		close(fd);
		paths_add(arena, paths, path);
		return CX_STATUS_OK;
	}
	return folder_walk(fd, path, 0, arena, paths, diags);
}

static enum cx_status commit_list(const struct cx_tree *tree, const char *path, struct cx_arena *arena,
				  struct cx_tree_paths *paths, struct cx_diags *diags)
{
	struct cx_repo_files files = {0};
	enum cx_status status = cx_repo_list(tree->repo, &tree->commit, path, arena, &files, diags);
	size_t prefix = strlen(path) + (path[0] != '\0');
	for (size_t i = 0; !status && i < files.count; i++) {
		const char *file = files.items[i].path;
		bool is_itself = strcmp(file, path) == 0;
		if (is_itself || (is_definition_file(file) && !is_hidden_below(file, prefix)))
			paths_add(arena, paths, file);
	}
	return status;
}

enum cx_status cx_tree_list(const struct cx_tree *tree, const char *path, struct cx_arena *arena,
			    struct cx_tree_paths *ret_paths, struct cx_diags *diags)
{
	if (path[0] && !cx_path_is_inside(path)) {
		cx_diag_error(diags, "file.outside", "%s lies outside of the project", path);
		return CX_STATUS_INVALID;
	}
	struct cx_tree_paths paths = {0};
	bool from_commit = !cx_oid_is_zero(&tree->commit);
	enum cx_status status = from_commit ? commit_list(tree, path, arena, &paths, diags)
					    : folder_list(tree, path, arena, &paths, diags);
	if (!status && paths.count > CX_MAX_FILES) {
		cx_diag_error(diags, "file.many", "%s holds more than %u files", path, CX_MAX_FILES);
		return CX_STATUS_INVALID;
	}
	if (paths.count)
		qsort(paths.items, paths.count, sizeof *paths.items, compare_paths);
	*ret_paths = paths;
	return status;
}
