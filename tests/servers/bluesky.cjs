// SPDX-License-Identifier: ISC
// bluesky.cjs PORT PLC-PORT: a Bluesky PDS and the directory of names (PLC)
// that it needs, both in memory; no AppView.
const { TestNetworkNoAppView } = require('@atproto/dev-env');

const [port, plc] = process.argv.slice(2).map(Number);
TestNetworkNoAppView.create({
	pds: { port, hostname: 'localhost' },
	plc: { port: plc },
}).then((net) => {
	process.on('SIGTERM', () => net.close().then(() => process.exit(0)));
}, (why) => {
	console.error(why);
	process.exit(1);
});
