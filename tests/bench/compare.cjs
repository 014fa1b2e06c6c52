// Whether two files of records hold the same rows.
// node compare.cjs OURS OTHER KEYS EXACT NEAR (columns with commas between)
const { readFileSync } = require('fs');

const [ours, other, ...lists] = process.argv.slice(2);
const [keys, exact, near] = lists.map((l) => l.split(',').filter(Boolean));
const read = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean)
	.map((line) => JSON.parse(line))
	.filter((r) => r.type === undefined || r.type === 'row');
const key = (r) => JSON.stringify(keys.map((k) => String(r[k] ?? null)));
const theirs = new Map(read(other).map((r) => [key(r), r]));
const rows = read(ours);
const number = (v) => (typeof v === 'string' ? Number(v) : v);
let wrong = 0;

const differ = (r, t, why) => {
	if (wrong++ < 3)
		console.log(`    ${why}: ${JSON.stringify(r)} / ${JSON.stringify(t)}`);
};
for (const r of rows) {
	const t = theirs.get(key(r));
	if (t === undefined) {
		differ(r, t, 'only ours');
		continue;
	}
	for (const c of exact)
		if (String(r[c] ?? null) !== String(t[c] ?? null))
			differ(r, t, c);
	for (const c of near) {
		const a = number(r[c] ?? null), b = number(t[c] ?? null);

		if ((a === null) !== (b === null) ||
		    Math.abs(a - b) > 0.01 * Math.abs(b) + 1e-9)
			differ(r, t, c);
	}
}
if (rows.length !== theirs.size)
	differ(rows.length, theirs.size, 'rows');
console.log(`the results of ${rows.length} rows are ${wrong ? 'NOT ' : ''}the same`);
