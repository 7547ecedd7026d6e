/* SPDX-License-Identifier: Apache-2.0 */
/* Each branch gets ranks by what is wrong with it, and has to beat the best before it. */
#include "schema/branch.h"

#include "base/near.h"
#include "schema/keyword.h"

/* Issues of one branch that are looked at. */
#define MAX_BRANCH_ISSUES 100

static bool is_code(const struct cx_issue *issue, const char *code)
{
	return strcmp(issue->code, code) == 0;
}

static bool is_wrong_type(const struct cx_issue *issue, const struct cx_place *at)
{
	return issue->node == at->node && is_code(issue, "schema.type");
}

static void rank_issues(const struct cx_check *check, const struct cx_place *at, size_t start,
			size_t ret_ranks[CX_BRANCH_RANKS])
{
	size_t wrong_type = 0, discriminator = 0, shape = 0, deepest = 0;
	for (size_t i = start; i < check->issue_count; i++) {
		const struct cx_issue *issue = &check->issues[i];
		bool near = issue->depth <= at->depth + 1;
		wrong_type += is_wrong_type(issue, at);
		discriminator += near && (is_code(issue, "schema.const") || is_code(issue, "schema.enum"));
		shape += near && (is_code(issue, "schema.required") || is_code(issue, "schema.unknown"));
		if (issue->depth > deepest)
			deepest = issue->depth;
	}
	ret_ranks[0] = wrong_type;
	ret_ranks[1] = discriminator;
	ret_ranks[2] = shape;
	ret_ranks[3] = check->issue_count - start;
	ret_ranks[4] = SIZE_MAX - deepest;
}

static bool ranks_less(const size_t *a, const size_t *b)
{
	for (size_t i = 0; i < CX_BRANCH_RANKS; i++)
		if (a[i] != b[i])
			return a[i] < b[i];
	return false;
}

static unsigned wanted_types(const struct cx_check *check, const struct cx_place *at, size_t start)
{
	unsigned types = 0;
	for (size_t i = start; i < check->issue_count; i++)
		if (is_wrong_type(&check->issues[i], at))
			types |= check->issues[i].types;
	return types;
}

/* The constant that the branch asks for, in a member or as the whole value, and does not get. */
static const struct cx_issue *telling_issue(const struct cx_check *check, const struct cx_place *at,
					    size_t start)
{
	for (size_t i = start; i < check->issue_count; i++) {
		const struct cx_issue *issue = &check->issues[i];
		bool here = issue->node == at->node || issue->depth == at->depth + 1;
		if (here && issue->node && issue->rule && strcmp(issue->rule->keyword->name, "const") == 0)
			return issue;
	}
	return NULL;
}

static void add_word(struct cx_branches *branches, const struct cx_check *check, const struct cx_place *at,
		     size_t start)
{
	const struct cx_issue *issue = telling_issue(check, at, start);
	bool same = issue && (!branches->telling || branches->telling == issue->node);
	bool all_before = branches->word_count == branches->right_type;
	branches->right_type++;
	if (!same || !all_before || branches->word_count >= CX_BRANCH_WORDS)
		return;
	branches->telling = issue->node;
	branches->words[branches->word_count++] = issue->rule->source;
}

static const char *near_word(const struct cx_branches *branches)
{
	const char *texts[CX_BRANCH_WORDS + 1] = {NULL};
	size_t n = 0;
	if (branches->telling->type != CX_NODE_STRING)
		return NULL;
	for (size_t i = 0; i < branches->word_count; i++)
		if (branches->words[i]->type == CX_NODE_STRING)
			texts[n++] = branches->words[i]->text;
	return cx_near_word(branches->telling->text, texts);
}

static struct cx_place telling_place(const struct cx_branches *branches, const struct cx_place *at)
{
	size_t index = 0;
	if (branches->telling == at->node)
		return *at;
	if (at->node->type != CX_NODE_ARRAY)
		return cx_place_member(at, branches->telling);
	for (const struct cx_node *item = at->node->first; item && item != branches->telling;
	     item = item->next)
		index++;
	return cx_place_item(at, branches->telling, index);
}

/* One issue about the telling member instead of all that follows from it. */
static void fail_telling(struct cx_branches *branches, struct cx_check *check, const struct cx_rule *rule,
			 const struct cx_place *at)
{
	struct cx_place member = telling_place(branches, at);
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
	for (size_t i = 0; i < branches->word_count; i++)
		cx_buf_addf(&list, "%s%s", i ? ", " : "", cx_check_show_node(check, branches->words[i]));
	check->issue_count = branches->start;
	cx_check_fail(check, rule, &member, "must be one of %s, not %s", list.data,
		      cx_check_show(check, &member));
	cx_check_code(check, "schema.const");
	const char *near = near_word(branches);
	if (near && !member.is_secret)
		cx_check_hint(check, "did you mean \"%s\"?", near);
}

static const char *title_of(const struct cx_subschema *branch)
{
	const char *title = cx_node_get_text(branch->node, "title");
	const struct cx_rule *ref = title ? NULL : cx_subschema_rule(branch, "$ref");
	return ref && ref->schema ? cx_node_get_text(ref->schema->node, "title") : title;
}

/* A branch that does nothing but ask for members needs no name: the message says which. */
static bool only_requires(const struct cx_subschema *branch)
{
	return branch->rule_count == 1 && strcmp(branch->rules[0].keyword->name, "required") == 0;
}

static void note_branch(struct cx_branches *branches, struct cx_check *check, const struct cx_rule *rule)
{
	const struct cx_subschema *branch = rule->list[branches->nearest];
	const char *title = title_of(branch), *note = NULL;
	if (title)
		note = cx_arena_printf(&check->arena, "taken as %s, the nearest of %zu alternatives",
				       cx_check_show_name(check, title, strlen(title)), branches->tried);
	else if (!only_requires(branch))
		note = cx_arena_printf(&check->arena, "taken as alternative %zu, the nearest of %zu",
				       branches->nearest + 1, branches->tried);
	for (size_t i = branches->start; i < check->issue_count; i++)
		if (!check->issues[i].note)
			check->issues[i].note = note;
}

void cx_branches_begin(struct cx_branches *branches, struct cx_check *check)
{
	*branches = (struct cx_branches){
		.start = check->issue_count, .end = check->issue_count, .limit = check->issue_limit};
	check->issue_limit = check->issue_count + MAX_BRANCH_ISSUES;
}

void cx_branches_add(struct cx_branches *branches, struct cx_check *check, const struct cx_place *at,
		     bool fits)
{
	size_t start = branches->end, ranks[CX_BRANCH_RANKS];
	branches->fits += fits;
	branches->tried++;
	if (fits || branches->fits) {
		check->issue_count = branches->end = branches->start;
	} else {
		unsigned types = wanted_types(check, at, start);
		bool wrong = types && (branches->types || branches->tried == 1);
		branches->types = wrong ? branches->types | types : 0;
		if (!types)
			add_word(branches, check, at, start);
		rank_issues(check, at, start, ranks);
		if (branches->tried == 1 || ranks_less(ranks, branches->ranks)) {
			size_t n = check->issue_count - start;
			if (n)
				memmove(&check->issues[branches->start], &check->issues[start],
					n * sizeof *check->issues);
			branches->end = branches->start + n;
			branches->nearest = branches->tried - 1;
			memcpy(branches->ranks, ranks, sizeof ranks);
		}
		check->issue_count = branches->end;
	}
	check->issue_limit = check->issue_count + MAX_BRANCH_ISSUES;
}

void cx_branches_end(struct cx_branches *branches, struct cx_check *check, const struct cx_rule *rule,
		     const struct cx_place *at)
{
	check->issue_limit = branches->limit;
	if (check->issue_count > check->issue_limit)
		check->issue_count = branches->start;
	if (branches->fits || branches->tried < 2)
		return;
	if (!branches->types) {
		if (branches->word_count > 1 && branches->word_count == branches->right_type)
			fail_telling(branches, check, rule, at);
		else if (branches->right_type > 1)
			note_branch(branches, check, rule);
		return;
	}
	check->issue_count = branches->start;
	cx_check_fail(check, rule, at, "must be %s, not %s", cx_check_show_types(check, branches->types),
		      cx_check_show(check, at));
	cx_check_code(check, "schema.type");
	cx_check_types(check, branches->types);
}
