// The official y-websocket client at the two ends of a replay.
//
//   node trace-client.mjs write SOCKET_URL ROOM TRACE   types the trace, says how far it is;
//                                                       a concurrent one by a client an author
//   node trace-client.mjs read  SOCKET_URL ROOM SHA256  joins and waits for the text with this hash
//
// TRACE is a JSON file of {txns, endContent, numAgents?}. Exit status 0 means: this end holds the text.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { authored, clientOf } from './trace-authors.mjs';

const TRANSACTIONS_A_TURN = 10;
const READ_SECONDS = 60;
const PROGRESS_STEPS = 20;

const [mode, socketUrl, room, argument] = process.argv.slice(2);
const hash = (content) => createHash('sha256').update(content).digest('hex');
let hasAstral = false;

if (mode === 'write') await write(JSON.parse(readFileSync(argument, 'utf8')));
else await read(argument);
process.exit(0);

function connect() {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(socketUrl, room, doc, {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  });
  return { doc, provider, text: doc.getText('file:main') };
}

async function write(trace) {
  const clients = trace.numAgents ? await writeTogether(trace) : await writeAlone(trace);
  await Promise.all(clients.map(({ doc, text }) => until(doc, () => text.toString() === trace.endContent)));
  console.log('typed 1');
  // Until the other side has read: only then this end may go.
  await new Promise((resolve) => process.stdin.once('end', resolve).resume());
  if (clients.some(({ text }) => text.toString() !== trace.endContent)) fail('a text changed');
}

async function writeAlone({ txns }) {
  hasAstral = txns.some(({ patches }) => patches.some((patch) => /[^\0-\uffff]/u.test(patch[2])));
  const client = connect();
  await new Promise((resolve) => client.provider.once('sync', resolve));
  const progress = progressOf(txns.length);
  for (const [index, { patches }] of txns.entries()) {
    client.doc.transact(() => patches.forEach((patch) => apply(client.text, patch)));
    progress(index);
    if (index % TRANSACTIONS_A_TURN === 0) await nextTurn();
  }
  return [client];
}

// Each author types once the server has brought them all that they had seen.
async function writeTogether(trace) {
  const txns = authored(trace);
  const clients = Array.from({ length: trace.numAgents }, connect);
  await Promise.all(
    clients.map(({ provider }) => new Promise((resolve) => provider.once('sync', resolve))),
  );
  let typed = 0;
  const progress = progressOf(txns.length);
  await Promise.all(
    clients.map(async ({ doc }, agent) => {
      const sees = (index) =>
        Y.getState(doc.store, clientOf(txns[index].agent)) >= txns[index].clock;
      for (const { update, parents } of txns.filter((txn) => txn.agent === agent)) {
        if (!parents.every(sees)) await until(doc, () => parents.every(sees));
        if (update) Y.applyUpdate(doc, update, 'typed');
        progress(typed++);
        if (typed % TRANSACTIONS_A_TURN === 0) await nextTurn();
      }
    }),
  );
  return clients;
}

function progressOf(count) {
  const step = Math.ceil(count / PROGRESS_STEPS);
  return (index) => index % step === 0 && console.log(`typed ${index / count}`);
}

function until(doc, condition) {
  return new Promise((resolve) => {
    const check = () => {
      if (!condition()) return;
      doc.off('update', check);
      resolve();
    };
    doc.on('update', check);
    check();
  });
}

function apply(text, [position, deleted, inserted]) {
  const from = toUnits(text, position);
  if (deleted) text.delete(from, toUnits(text, position + deleted) - from);
  if (inserted) text.insert(from, inserted);
}

// Traces count code points, Yjs UTF-16 units.
function toUnits(text, position) {
  if (!hasAstral) return position;
  return [...text.toString()].slice(0, position).join('').length;
}

async function read(expected) {
  const { doc, provider, text } = connect();
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
