// Stock clients that look on: one a room, which only reads.
//
//   node witness.mjs SERVER_URL SECONDS ROOM…
//
// Writes `ready` once all have synced. At the end of its input it writes one JSON object, by room
// what the document holds; or, at any time, what went wrong, and ends with status 1.

import { createHash } from 'node:crypto';
import { PROVIDERS, WebSocket, Y } from './packages.mjs';

const [url, seconds, ...rooms] = process.argv.slice(2);

const fail = (...reason) => {
  process.stderr.write(`${reason.map((part) => part?.stack ?? part).join(' ')}\n`);
  process.exit(1);
};
// y-protocols catches what Yjs throws at an update, and tells it here.
console.error = fail;
process.on('uncaughtException', fail);

const docs = new Map();
const synced = rooms.map((room) => {
  const doc = new Y.Doc();
  docs.set(room, doc);
  const options = { WebSocketPolyfill: WebSocket, disableBc: true };
  const provider = new PROVIDERS[3](url, room, doc, options);
  return new Promise((resolve) => provider.once('sync', resolve));
});
const timer = setTimeout(fail, seconds * 1000, 'not all rooms could be loaded in time');
await Promise.all(synced);
clearTimeout(timer);
process.stdout.write('ready\n');

process.stdin.on('end', report).resume();

function report() {
  const facts = [...docs].map(([room, doc]) => [room, held(doc)]);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(facts))}\n`, () => process.exit(0));
}

function held(doc) {
  const vector = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b);
  const content = createHash('sha256').update(JSON.stringify(roots(doc))).digest('hex');
  // It must be possible to write it down: for a server that has lost it, or for a file.
  Y.applyUpdate(new Y.Doc(), Y.encodeStateAsUpdate(doc));
  return { vector, content };
}

// By name, without giving them a type: whatever a client called them is right. The order is left
// out, since Yjs orders what contradicts itself by how it came.
function roots(doc) {
  const names = [...doc.share.keys()].sort();
  return names.map((name) => [name, contentOf(doc.share.get(name)).sort()]);
}

// Not recursive: types may be nested as deep as there are items.
function contentOf(root) {
  const seen = [];
  const waiting = [root];
  while (waiting.length > 0) {
    const type = waiting.pop();
    for (const [key, item] of [...type._map].sort()) look(key, item);
    for (let item = type._start; item !== null; item = item.right) look(null, item);
  }
  return seen;

  function look(key, item) {
    if (item.deleted || !item.countable) return;
    const { client, clock } = item.id;
    // Value by value: how they are cut into items depends on how they came.
    for (const [at, value] of item.content.getContent().entries())
      seen.push([key, client, clock + at, String(value)]);
    if (item.content.type) waiting.push(item.content.type);
  }
}
