// SPDX-License-Identifier: ISC
// node -r loopback.cjs: a server that names no host listens on 127.0.0.1 alone.
const { Server } = require('net');
const listen = Server.prototype.listen;
Server.prototype.listen = function (where, ...rest) {
	if (typeof where === 'number' || /^\d+$/.test(where)) {
		if (typeof rest[0] !== 'string')
			rest.unshift('127.0.0.1');
	} else if (where && where.port !== undefined && !where.host) {
		where = { ...where, host: '127.0.0.1' };
	}
	return listen.call(this, where, ...rest);
};
