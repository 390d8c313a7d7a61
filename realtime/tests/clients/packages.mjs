// The official Yjs packages, as `bench/` has them installed.

import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../bench/package.json', import.meta.url));

export const Y = require('yjs');
export const WebSocket = require('ws');
export const encoding = require('lib0/encoding');
export const syncProtocol = require('y-protocols/sync');

/** The y-websocket providers by major version. */
export const PROVIDERS = {
  2: require('y-websocket-2').WebsocketProvider,
  3: require('y-websocket').WebsocketProvider,
};
