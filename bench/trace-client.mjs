// The official y-websocket client at the two ends of a replay.
//
//   node trace-client.mjs write SOCKET_URL ROOM TRACE   types the trace, says how far it is
//   node trace-client.mjs read  SOCKET_URL ROOM SHA256  joins and waits for the text with this hash
//
// TRACE is a JSON file of {txns, endContent}. Exit status 0 means: this end holds the text.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

const TRANSACTIONS_A_TURN = 10;
const READ_SECONDS = 60;
const PROGRESS_STEPS = 20;

const [mode, socketUrl, room, argument] = process.argv.slice(2);
const doc = new Y.Doc();
const text = doc.getText('file:main');
const provider = new WebsocketProvider(socketUrl, room, doc, {
  WebSocketPolyfill: WebSocket,
  disableBc: true,
});
let hasAstral = false;
const hash = (content) => createHash('sha256').update(content).digest('hex');

if (mode === 'write') await write(JSON.parse(readFileSync(argument, 'utf8')));
else await read(argument);
process.exit(0);

async function write({ txns, endContent }) {
  await new Promise((resolve) => provider.once('sync', resolve));
  hasAstral = txns.some(({ patches }) => patches.some((patch) => /[^\0-\uffff]/u.test(patch[2])));
  const step = Math.ceil(txns.length / PROGRESS_STEPS);
  for (const [index, { patches }] of txns.entries()) {
    doc.transact(() => patches.forEach(apply));
    if (index % step === 0) console.log(`typed ${index / txns.length}`);
    if (index % TRANSACTIONS_A_TURN === 0) await nextTurn();
  }
  if (text.toString() !== endContent) fail('the writer does not hold the text of the trace');
  console.log('typed 1');
  // Until the other side has read: only then this end may go.
  await new Promise((resolve) => process.stdin.once('end', resolve).resume());
  if (text.toString() !== endContent) fail('the text of the writer changed');
}

function apply([position, deleted, inserted]) {
  const from = toUnits(position);
  if (deleted) text.delete(from, toUnits(position + deleted) - from);
  if (inserted) text.insert(from, inserted);
}

// Traces count code points, Yjs UTF-16 units.
function toUnits(position) {
  if (!hasAstral) return position;
  return [...text.toString()].slice(0, position).join('').length;
}

async function read(expected) {
  const deadline = setTimeout(() => {
    console.log(`read ${text.length} units`);
    fail('the reader does not hold the text');
  }, READ_SECONDS * 1000);
  await new Promise((resolve) => {
    const check = () => hash(text.toString()) === expected && resolve();
    provider.once('sync', check);
    doc.on('update', check);
  });
  clearTimeout(deadline);
  console.log(`read ${text.length} units`);
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}
