/* SPDX-License-Identifier: ISC */
#include "cmd/cm-stats/mix.h"
#include "cmd/cm-stats/out.h"

void
mix_columns(struct out *o, const struct section *s, int dimension, int planned)
{
	const struct column columns[] = {
	    {.name = mix_names[dimension], .role = "key", .unit = "text"},
	    {.name = "posts",
		.unit = "count",
		.formula = "number of posts and articles",
		.source = "type"},
	    {.name = "share",
		.unit = "percent",
		.formula = "100 * posts / all posts",
		.denominator = "all posts",
		.source = "type",
		.sample = "all posts",
		.interval = "Wilson (1927), each post being one draw"},
	    {.name = "interactions.mean",
		.unit = "count",
		.formula = "mean of interactions over the posts that give them",
		.source = "metrics: the greater of likes and reactions, "
			  "comments, shares, quotes, saves",
		.sample = "posts that give interactions",
		.interval = "Student's t; a bound below 0 is 0"},
	    {.name = "interactions.median",
		.unit = "count",
		.formula = "median of interactions, within 1 %",
		.source = "as interactions.mean",
		.sample = "posts that give interactions",
		.interval = "order statistics, by the binomial distribution "
			    "(Conover 1971)"},
	    {.name = "planned",
		.unit = "percent",
		.formula = "as --plan says",
		.denominator = "all posts",
		.source = "--plan"},
	    {.name = "difference",
		.unit = "points",
		.formula = "share - planned",
		.denominator = "all posts",
		.sample = "all posts",
		.interval = "that of share, less planned",
		.source = "share; planned"},
	    {.name = "posts_to_plan",
		.unit = "count",
		.formula = "the fewest further posts of each kind with which "
			   "all shares are as planned",
		.source = "posts; planned"}};
	struct column one;
	size_t k;

	for (k = 0; k < (planned ? 8u : 5u); k++) {
		one = columns[k];
		one.by = s->table[dimension].by;
		out_measure(o, &one);
	}
}

void
mix_plan_columns(struct out *o)
{
	static const struct column columns[] = {{.by = "mix.plan",
						    .name = "dimension",
						    .role = "key",
						    .unit = "text"},
	    {.by = "mix.plan",
		.name = "posts",
		.unit = "count",
		.formula = "number of posts and articles",
		.source = "type"},
	    {.by = "mix.plan",
		.name = "posts_not_planned",
		.unit = "count",
		.formula = "those of kinds that the plan gives no share",
		.source = "type; --plan"},
	    {.by = "mix.plan",
		.name = "total_variation",
		.unit = "percent",
		.formula = "half the sum of the distances of all shares from "
			   "the plan: how many of 100 posts are not where "
			   "they were planned",
		.denominator = "posts",
		.source = "share; planned"},
	    {.by = "mix.plan",
		.name = "chi_squared",
		.unit = "number",
		.formula = "sum of (posts - expected)^2 / expected, over what "
			   "is planned",
		.source = "posts; planned"},
	    {.by = "mix.plan",
		.name = "df",
		.unit = "count",
		.formula = "kinds that are planned, less 1",
		.source = "--plan"},
	    {.by = "mix.plan",
		.name = "p_value",
		.unit = "probability",
		.formula = "of a chi_squared as great or greater, were each "
			   "post drawn by the plan",
		.sample = "posts of kinds that are planned",
		.source = "chi_squared; df"},
	    {.by = "mix.plan",
		.name = "method",
		.unit = "text",
		.formula = "exact: the multinomial distribution; chi-squared: "
			   "where that has over a million outcomes",
		.source = "posts; df"}};
	size_t k;

	for (k = 0; k < sizeof(columns) / sizeof(columns[0]); k++)
		out_measure(o, &columns[k]);
}
