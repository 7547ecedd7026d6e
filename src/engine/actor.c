/* SPDX-License-Identifier: Apache-2.0 */
/* Who applies: the environment is hostile, so what it says is cut and cleaned. */
#include "engine/actor.h"

#include "base/utf8.h"
#include "ledger/host.h"

#include <pwd.h>
#include <unistd.h>

#define MAX_TEXT 200

static const char *clean(struct cx_arena *arena, const char *text)
{
	size_t n = strlen(text), kept = 0;
	n = n > MAX_TEXT ? MAX_TEXT : n;
	n = cx_utf8_check(text, n);
	char *copy = cx_arena_alloc(arena, n + 1);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] >= 0x20 && text[i] != 0x7f && text[i] != '<' && text[i] != '>')
			copy[kept++] = text[i];
	copy[kept] = '\0';
	return kept ? copy : NULL;
}

static const char *from_env(struct cx_arena *arena, const char *name)
{
	const char *value = getenv(name);
	return value && *value ? clean(arena, value) : NULL;
}

static const char *first_env(struct cx_arena *arena, const char *const *names)
{
	const char *found = NULL;
	for (; *names && !found; names++)
		found = from_env(arena, *names);
	return found;
}

static const char *ci_run(struct cx_arena *arena)
{
	static const char *const urls[] = {"CI_JOB_URL", "BUILD_URL", NULL};
	const char *run = from_env(arena, "GITHUB_RUN_ID"), *repo = from_env(arena, "GITHUB_REPOSITORY");
	const char *server = from_env(arena, "GITHUB_SERVER_URL");
	if (run && repo && server)
		return cx_arena_printf(arena, "%s/%s/actions/runs/%s", server, repo, run);
	return first_env(arena, urls);
}

void cx_actor_find(struct cx_arena *arena, struct cx_repo *repo, struct cx_actor *ret_actor)
{
	static const char *const names[] = {"CXCTL_ACTOR", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", NULL};
	char host[CX_HOST_LEN + 1];
	cx_host_name(host);
	struct cx_actor actor = {
		.host = clean(arena, host), .name = first_env(arena, names), .ci = ci_run(arena)};
	const char *identity = repo ? cx_repo_identity(repo) : NULL;
	const char *bracket = identity ? strrchr(identity, '<') : NULL;
	if (bracket) {
		const char *end = strchr(bracket, '>');
		size_t name = (size_t)(bracket - identity);
		while (name && identity[name - 1] == ' ')
			name--;
		if (!actor.name)
			actor.name = clean(arena, cx_arena_strndup(arena, identity, name));
		actor.email =
			end ? clean(arena, cx_arena_strndup(arena, bracket + 1, (size_t)(end - bracket) - 1))
			    : NULL;
	}
	const struct passwd *user = actor.name ? NULL : getpwuid(geteuid());
	if (user && user->pw_name)
		actor.name = clean(arena, user->pw_name);
	if (!actor.host)
		actor.host = "localhost";
	if (!actor.name)
		actor.name = cx_arena_printf(arena, "uid-%ld", (long)geteuid());
	if (!actor.email)
		actor.email = cx_arena_printf(arena, "%s@%s", actor.name, actor.host);
	*ret_actor = actor;
}
