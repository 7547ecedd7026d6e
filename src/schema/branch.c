/* SPDX-License-Identifier: Apache-2.0 */
/* Each branch gets ranks by what is wrong with it, and has to beat the best before it. */
#include "schema/branch.h"

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
		rank_issues(check, at, start, ranks);
		if (branches->tried == 1 || ranks_less(ranks, branches->ranks)) {
			size_t n = check->issue_count - start;
			if (n)
				memmove(&check->issues[branches->start], &check->issues[start],
					n * sizeof *check->issues);
			branches->end = branches->start + n;
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
	if (branches->fits || branches->tried < 2 || !branches->types)
		return;
	check->issue_count = branches->start;
	cx_check_fail(check, rule, at, "must be %s, not %s", cx_check_show_types(check, branches->types),
		      cx_check_show(check, at));
	cx_check_code(check, "schema.type");
	cx_check_types(check, branches->types);
}
