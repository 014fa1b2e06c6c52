// The peer DuckDB, with explicit columns and two threads: its best case.
// node duck.cjs JOB INPUT OUTPUT [json]
const { DuckDBInstance } = require('@duckdb/node-api');

const [job, input, output, format = 'csv'] = process.argv.slice(2);
const lit = (s) => `'${s.replace(/'/g, "''")}'`;
const columns = `{type: 'VARCHAR', network: 'VARCHAR', id: 'VARCHAR',
	url: 'VARCHAR', published: 'VARCHAR', fetched: 'VARCHAR', lang: 'VARCHAR', text: 'VARCHAR',
	author: 'STRUCT(id VARCHAR, handle VARCHAR, name VARCHAR, followers BIGINT)',
	metrics: 'STRUCT(likes BIGINT, shares BIGINT, comments BIGINT, views BIGINT, saves BIGINT)'}`;
const pick = (names) => columns.replace(/(\w+): '((?:[^'])*)',?/g,
	(m, name) => names.includes(name) ? m : '').replace(/,\s*}/, '}');
const read = (names) => `read_json(${lit(input)}, format = 'newline_delimited',
	columns = ${pick(names)}, maximum_object_size = 8388608)`;

const counts = ['likes', 'comments', 'shares', 'quotes', 'saves']
	.map((m) => `metrics.${m}`);
const interactions = `CASE WHEN coalesce(${counts.join(', ')}) IS NOT NULL
	THEN ${counts.map((m) => `coalesce(${m}, 0)`).join(' + ')} END`;
const measured = `metrics: 'STRUCT(likes BIGINT, shares BIGINT,
	comments BIGINT, quotes BIGINT, saves BIGINT, reach BIGINT)'`;
const readAs = (list) => `read_json(${lit(input)}, format = 'newline_delimited',
	columns = {${list}, ${measured}}, maximum_object_size = 8388608)`;
const who = 'coalesce(author.id, author.handle, author.name)';

const post = `{'Post ID': 'VARCHAR', 'Account username': 'VARCHAR',
	'Account name': 'VARCHAR', 'Description': 'VARCHAR',
	'Duration (sec)': 'BIGINT', 'Publish time': 'VARCHAR',
	'Permalink': 'VARCHAR', 'Post type': 'VARCHAR', 'Views': 'BIGINT',
	'Reach': 'BIGINT', 'Likes': 'BIGINT', 'Shares': 'BIGINT',
	'Comments': 'BIGINT', 'Saves': 'BIGINT'}`;

const jobs = {
	csv: `COPY (SELECT "Post ID" AS id, "Publish time" AS published,
		"Permalink" AS url, "Description" AS text,
		"Account username" AS handle, "Account name" AS name,
		"Duration (sec)" AS seconds, "Views" AS views, "Reach" AS reach,
		"Likes" AS likes, "Shares" AS shares, "Comments" AS comments,
		"Saves" AS saves FROM read_csv(${lit(input)}, header = true,
		delim = ',', quote = '"', escape = '"', auto_detect = false,
		columns = ${post})) TO ${lit(output)} (FORMAT json)`,
	by: `COPY (SELECT network, substr(published, 1, 10) AS day,
		count(*) FILTER (type IN ('post', 'article')) AS posts,
		sum(metrics.likes) AS likes, sum(metrics.shares) AS shares,
		sum(metrics.comments) AS comments, sum(metrics.views) AS views
		FROM ${read(['type', 'network', 'published', 'metrics'])}
		GROUP BY 1, 2 ORDER BY 1, 2) TO ${lit(output)} (FORMAT csv)`,
	table: `COPY (SELECT type, network, id, url, published, lang,
		author.handle, author.followers, metrics.likes, metrics.comments,
		metrics.views, text FROM ${read(['type', 'network', 'id', 'url',
		'published', 'lang', 'author', 'metrics', 'text'])})
		TO ${lit(output)} (FORMAT csv)`,
	duplicates: `COPY (SELECT network, day, count(*) AS records,
		sum(likes) AS likes FROM (SELECT network,
		substr(published, 1, 10) AS day, metrics.likes AS likes
		FROM ${readAs(`network: 'VARCHAR', id: 'VARCHAR',
		published: 'VARCHAR', fetched: 'VARCHAR'`)}
		QUALIFY row_number() OVER (PARTITION BY network, id
		ORDER BY fetched DESC) = 1) GROUP BY 1, 2)
		TO ${lit(output)} (FORMAT ${format})`,
	authors: `COPY (SELECT author, count(*) AS records,
		sum(i) AS interactions,
		quantile_cont(i, 0.5) AS "interactions.median",
		quantile_cont(i, 0.95) AS "interactions.p95"
		FROM (SELECT ${who} AS author, ${interactions} AS i
		FROM ${readAs("author: 'STRUCT(id VARCHAR, handle VARCHAR, name VARCHAR)'")})
		GROUP BY 1 ORDER BY 1) TO ${lit(output)} (FORMAT ${format})`,
	people: `COPY (SELECT *, count(*) OVER () AS authors FROM (SELECT network,
		author, arg_max(handle, fetched) AS handle,
		arg_max(name, fetched) AS name,
		arg_max(followers, fetched) AS followers,
		count(*) AS items,
		count(*) FILTER (type = 'comment') AS comments,
		count(*) FILTER (type = 'mention') AS mentions,
		count(*) FILTER (type = 'message') AS messages,
		count(*) FILTER (type = 'review') AS reviews,
		count(DISTINCT substr(published, 1, 10)) AS days,
		min(published) AS first_seen, max(published) AS last_seen,
		sum(i) AS interactions, sum(reach) AS reach,
		quantile_cont(i, 0.5) AS "interactions.median",
		quantile_cont(i, 0.95) AS "interactions.p95"
		FROM (SELECT type, network, published, fetched, ${who} AS author,
		author.handle AS handle, author.name AS name,
		author.followers AS followers, metrics.reach AS reach,
		${interactions} AS i FROM ${readAs(`type: 'VARCHAR',
		network: 'VARCHAR', published: 'VARCHAR', fetched: 'VARCHAR',
		author: 'STRUCT(id VARCHAR, handle VARCHAR, name VARCHAR, followers BIGINT)'`)})
		WHERE type IN ('comment', 'mention', 'message', 'review')
		AND published >= '2024-11-01'
		AND published < '2026-12-01' GROUP BY 1, 2)
		ORDER BY items DESC, network, author LIMIT 100)
		TO ${lit(output)} (FORMAT ${format})`,
	hours: `COPY (SELECT isodow(t) AS weekday, hour(t) AS hour,
		count(*) FILTER (type IN ('post', 'article')) AS posts,
		sum(i) AS interactions FROM (SELECT type,
		timezone('Europe/Paris', published) AS t, ${interactions} AS i
		FROM ${readAs("type: 'VARCHAR', published: 'TIMESTAMPTZ'")})
		GROUP BY 1, 2) TO ${lit(output)} (FORMAT ${format})`,
	besttime: `COPY (SELECT isodow(day) AS weekday, hour,
		sum(posts) AS posts, exp(avg(e)) AS response,
		count(e) AS "response.n" FROM (SELECT day, hour,
		sum(posts) AS posts, sum(d) / sum(n) AS e
		FROM (SELECT day, hour, posts,
		CASE WHEN sum(n) OVER stratum >= 5 THEN n END AS n,
		CASE WHEN sum(n) OVER stratum >= 5
		THEN s - n * (sum(s) OVER stratum / sum(n) OVER stratum) END AS d
		FROM (SELECT network, account, format, t::DATE AS day,
		hour(t) AS hour, count(*) AS posts, count(y) AS n, sum(y) AS s
		FROM (SELECT network, account,
		timezone('Europe/Paris', published) AS t,
		CASE WHEN list_contains(kinds, 'video') THEN 'video'
		WHEN len(list_filter(kinds, k -> k = 'image')) > 1 THEN 'album'
		WHEN list_contains(kinds, 'image') THEN 'image'
		WHEN list_contains(kinds, 'audio') THEN 'audio'
		WHEN list_contains(kinds, 'file') THEN 'file'
		WHEN len(links) > 0 THEN 'link' ELSE 'text' END AS format,
		CASE WHEN fetched - published >= INTERVAL 2 DAY
		THEN ln(1 + i) END AS y
		FROM (SELECT network, account, published, fetched, links,
		list_transform(media, m -> m.type) AS kinds,
		${interactions} AS i FROM ${readAs(`type: 'VARCHAR',
		network: 'VARCHAR', account: 'VARCHAR', published: 'TIMESTAMPTZ',
		fetched: 'TIMESTAMPTZ', links: 'VARCHAR[]',
		media: 'STRUCT(type VARCHAR)[]'`)}
		WHERE type IN ('post', 'article'))) GROUP BY ALL)
		WINDOW stratum AS (PARTITION BY network, account, format))
		GROUP BY 1, 2) GROUP BY 1, 2) TO ${lit(output)} (FORMAT ${format})`,
	unique: `COPY (SELECT first(line) FROM (SELECT json AS line,
		json->>'$.network' AS n, json->>'$.id' AS i
		FROM read_ndjson_objects(${lit(input)})) GROUP BY n, i)
		TO ${lit(output)} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\u0001')`,
};

(async () => {
	const db = await DuckDBInstance.create(':memory:', { threads: '2' });
	const connection = await db.connect();
	await connection.run('SET preserve_insertion_order = false');
	await connection.run(jobs[job]);
})().catch((e) => { console.error(String(e)); process.exit(1); });
