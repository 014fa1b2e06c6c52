// The peer DuckDB, with explicit columns and two threads: its best case.
// node duck.cjs JOB INPUT OUTPUT
const { DuckDBInstance } = require('@duckdb/node-api');

const [job, input, output] = process.argv.slice(2);
const lit = (s) => `'${s.replace(/'/g, "''")}'`;
const columns = `{type: 'VARCHAR', network: 'VARCHAR', id: 'VARCHAR',
	url: 'VARCHAR', published: 'VARCHAR', fetched: 'VARCHAR', lang: 'VARCHAR', text: 'VARCHAR',
	author: 'STRUCT(id VARCHAR, handle VARCHAR, name VARCHAR, followers BIGINT)',
	metrics: 'STRUCT(likes BIGINT, shares BIGINT, comments BIGINT, views BIGINT, saves BIGINT)'}`;
const pick = (names) => columns.replace(/(\w+): '((?:[^'])*)',?/g,
	(m, name) => names.includes(name) ? m : '').replace(/,\s*}/, '}');
const read = (names) => `read_json(${lit(input)}, format = 'newline_delimited',
	columns = ${pick(names)}, maximum_object_size = 8388608)`;

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
