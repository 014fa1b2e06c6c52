// SPDX-License-Identifier: ISC
// telegram.cjs PORT: a Bot API that keeps what it is told in memory.
const Server = require('telegram-test-api');

new Server({
	port: Number(process.argv[2]), host: '127.0.0.1', storage: 'RAM',
	storeTimeout: 600
}).start().then(() => console.log('listening'));
process.on('SIGTERM', () => process.exit(0));
