/* SPDX-License-Identifier: Apache-2.0 */
/* A line at a time; a pipe is not waited for while other work is under way. */
#include "cli/id_list.h"

#include "doc/json.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#define PART 65536

static enum cx_status open_file(struct cx_id_list *list)
{
	if (!list->file)
		return CX_STATUS_OK;
	list->fd = strcmp(list->file, "-") == 0 ? dup(STDIN_FILENO) : open(list->file, O_RDONLY | O_CLOEXEC);
	if (list->fd >= 0)
		return CX_STATUS_OK;
	(void)cx_diag_error(list->diags, "file.read", "%s cannot be read: %s", list->file, strerror(errno));
	return CX_STATUS_INVALID;
}

enum cx_status cx_id_list_init(struct cx_id_list *list, const char *const *args, size_t count,
			       const char *file, struct cx_diags *diags)
{
	enum cx_status status = CX_STATUS_OK;
	*list = (struct cx_id_list){.args = args,
				    .arg_count = count,
				    .file = file,
				    .fd = -1,
				    .text = CX_BUF_INIT,
				    .diags = diags};
	list->text.max = 2 * CX_ID_LIST_MAX_LINE;
	cx_sha256_init(&list->sha);
	for (size_t i = 0; i < count; i++) {
		const char *problem = cx_profiles_id_problem(args[i], strlen(args[i]));
		if (!problem)
			continue;
		struct cx_diag *d = cx_diag_error(diags, "profiles.id", "id %zu %s", i + 1, problem);
		cx_diag_hint(diags, d, "give each id as an argument of its own");
		status = CX_STATUS_INVALID;
	}
	enum cx_status opened = open_file(list);
	return status ? status : opened;
}

void cx_id_list_release(struct cx_id_list *list)
{
	unsigned char digest[CX_SHA256_BYTES];
	if (list->sha.ctx)
		cx_sha256_end(&list->sha, digest);
	if (list->fd >= 0)
		(void)close(list->fd);
	cx_buf_release(&list->text);
	cx_arena_release(&list->arena);
}

void cx_id_list_digest(struct cx_id_list *list, char ret_hex[CX_SHA256_HEX + 1])
{
	unsigned char digest[CX_SHA256_BYTES];
	cx_sha256_end(&list->sha, digest);
	list->sha.ctx = NULL;
	cx_hex_encode(digest, sizeof digest, ret_hex);
}

static enum cx_profiles_more give(struct cx_id_list *list, const char *id, size_t len, const char **ret_id,
				  size_t *ret_len)
{
	cx_sha256_add(&list->sha, id, len);
	cx_sha256_add(&list->sha, "\n", 1);
	list->count++;
	*ret_id = id;
	*ret_len = len;
	return CX_PROFILES_ID;
}

static enum cx_profiles_more broken(struct cx_id_list *list, const char *problem)
{
	struct cx_diag *d =
		cx_diag_error(list->diags, "profiles.id", "line %zu of %s: %s", list->line,
			      strcmp(list->file, "-") == 0 ? "standard input" : list->file, problem);
	cx_diag_hint(list->diags, d,
		     "each line is an id, or a JSON object with \"id\", as cxctl members prints them");
	return CX_PROFILES_BROKEN;
}

/* The id in a line that is an object. */
static enum cx_profiles_more object_id(struct cx_id_list *list, const char **text, size_t *len)
{
	struct cx_source source = {.name = "line", .text = *text, .len = *len};
	struct cx_diags unused = CX_DIAGS_INIT;
	struct cx_node *node = NULL;
	cx_arena_clear(&list->arena);
	enum cx_status status = cx_json_parse(&list->arena, &source, &node, &unused);
	cx_diags_release(&unused);
	const struct cx_node *id = status ? NULL : cx_node_get(node, "id");
	if (!id || (id->type != CX_NODE_STRING && id->type != CX_NODE_NUMBER))
		return broken(list, status ? "it is no JSON" : "the object has no \"id\"");
	*text = id->text;
	*len = id->len;
	return CX_PROFILES_ID;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* LATER where the line is empty. */
static enum cx_profiles_more take_line(struct cx_id_list *list, const char *line, size_t len,
				       const char **ret_id, size_t *ret_len)
{
	list->line++;
	while (len && is_blank(line[len - 1]))
		len--;
	for (; len && is_blank(*line); line++)
		len--;
	if (!len)
		return CX_PROFILES_LATER;
	if (*line == '{' && object_id(list, &line, &len) != CX_PROFILES_ID)
		return CX_PROFILES_BROKEN;
	const char *problem = cx_profiles_id_problem(line, len);
	if (!problem)
		return give(list, line, len, ret_id, ret_len);
	char text[80];
	(void)snprintf(text, sizeof text, "the id %s", problem);
	return broken(list, text);
}

/* More of the file: false where there is none yet. At its end fd is -1. */
static bool read_more(struct cx_id_list *list, bool wait)
{
	char part[PART];
	struct pollfd ready = {.fd = list->fd, .events = POLLIN};
	if (!wait && poll(&ready, 1, 0) == 0)
		return false;
	ssize_t n;
	do
		n = read(list->fd, part, sizeof part);
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		CX_AUTO(cx_buf) struct cx_buf rest = CX_BUF_INIT;
		cx_buf_add(&rest, list->text.data + list->at, list->text.len - list->at);
		cx_buf_clear(&list->text);
		cx_buf_add(&list->text, rest.data, rest.len);
		cx_buf_add(&list->text, part, (size_t)n);
		list->at = 0;
		return true;
	}
	if (n < 0)
		(void)cx_diag_error(list->diags, "file.read", "%s cannot be read: %s", list->file,
				    strerror(errno));
	(void)close(list->fd);
	list->fd = -1;
	return true;
}

enum cx_profiles_more cx_id_list_next(struct cx_id_list *list, bool wait, const char **ret_id,
				      size_t *ret_len)
{
	if (list->arg_at < list->arg_count) {
		const char *id = list->args[list->arg_at++];
		return give(list, id, strlen(id), ret_id, ret_len);
	}
	for (;;) {
		const char *line = list->text.data + list->at;
		size_t left = list->text.len - list->at;
		const char *end = left ? memchr(line, '\n', left) : NULL;
		size_t len = end ? (size_t)(end - line) : left;
		enum cx_profiles_more more = CX_PROFILES_LATER;
		if (len > CX_ID_LIST_MAX_LINE) {
			list->line++;
			return broken(list, "it is longer than 1 MB");
		}
		if (end || (list->fd < 0 && left)) {
			list->at += len + (end != NULL);
			more = take_line(list, line, len, ret_id, ret_len);
		} else if (list->fd < 0) {
			return CX_PROFILES_END;
		} else {
			size_t before = list->diags->count;
			if (!read_more(list, wait))
				return CX_PROFILES_LATER;
			more = list->diags->count > before ? CX_PROFILES_BROKEN : CX_PROFILES_LATER;
		}
		if (more != CX_PROFILES_LATER)
			return more;
	}
}
