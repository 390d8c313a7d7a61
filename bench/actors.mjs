// Many actors in one process, told what to do by lines of JSON: {"do": NAME, "actor": KEY, …}.
// Each line is answered by one: {"result": …} or {"error": "…"}.

import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { Actor } from './actor.mjs';
import { Crowd } from './crowd.mjs';

const TEXTS = ['file:main', 'file:other'];
const POLL_MS = 10;

const actors = new Map();
const copies = new Map();
let crowd = null;

const commands = {
  add({ actor }) {
    actors.set(actor, new Actor(TEXTS));
  },
  connect: ({ actor, url }) => actors.get(actor).connect(url),
  disconnect: ({ actor }) => actors.get(actor).disconnect(),
  pause: ({ actor }) => actors.get(actor).pause(),
  resume: ({ actor }) => actors.get(actor).resume(),
  intrude: ({ actor, value }) => actors.get(actor).intrude(value),
  insert({ actor, text, at, value }) {
    const it = actors.get(actor);
    const target = it.doc.getText(TEXTS[text]);
    it.change(() => target.insert(Math.floor(at * target.length), value));
  },
  // By UTF-16 units: it may cut through a surrogate pair, as a minimal diff does.
  delete({ actor, text, at, length }) {
    const it = actors.get(actor);
    const target = it.doc.getText(TEXTS[text]);
    const start = Math.floor(at * target.length);
    it.change(() => target.delete(start, Math.min(length, target.length - start)));
  },
  set({ actor, key, name, value }) {
    const it = actors.get(actor);
    const files = it.doc.getMap('files');
    it.change(() => {
      if (!files.get(key)) files.set(key, new Y.Map());
      files.get(key).set(name, value);
    });
  },
  unset({ actor, key }) {
    const it = actors.get(actor);
    it.change(() => it.doc.getMap('files').delete(key));
  },
  undo: ({ actor }) => void actors.get(actor).undo.undo(),
  redo: ({ actor }) => void actors.get(actor).undo.redo(),
  // As a browser keeps one for the time without a network.
  copy: ({ actor }) => void copies.set(actor, Y.encodeStateAsUpdate(actors.get(actor).doc)),
  rewind: ({ actor }) => actors.get(actor).renew(copies.get(actor)),
  renew: ({ actor }) => actors.get(actor).renew(),
  state({ actor }) {
    const { role, isOpen, isSettled, closed, content } = actors.get(actor);
    return { role, isOpen, isSettled, closed, content };
  },
  // Before the server is killed: what it must still know afterwards.
  promised({ actor }) {
    const it = actors.get(actor);
    return { client: it.doc.clientID, acknowledged: it.acknowledged };
  },
  lacks: ({ actor, promised }) =>
    promised
      .map(({ client, acknowledged }) => actors.get(actor).lacks(client, acknowledged))
      .filter((lack) => lack !== null),
  role: ({ actor, role, seconds }) => until(() => actors.get(actor).role === role, seconds),
  settle: ({ actor, seconds }) => until(() => actors.get(actor).isSettled, seconds),
  crowd({ options }) {
    crowd = new Crowd({ ...options, texts: TEXTS });
  },
  crowdStart: () => crowd.start(),
  crowdStop: () => crowd.stop(),
  crowdCut: () => crowd.cut(),
  crowdPromised: () => crowd.promised(),
  crowdCounts: () => ({ edits: crowd.edits, comings: crowd.comings }),
  // Null once all are through with the server, or the rooms where they see different things.
  async crowdConverge({ seconds }) {
    const settled = await until(() => crowd.isSettled, seconds);
    await until(() => crowd.divided.length === 0, seconds);
    return settled ? crowd.divided : null;
  },
  // Everybody is through with the server, and shows the same.
  converge: ({ among, seconds }) =>
    until(() => {
      const all = among.map((key) => actors.get(key));
      return all.every((it) => it.isSettled) && new Set(all.map((it) => it.content)).size === 1;
    }, seconds),
};

async function until(condition, seconds) {
  const end = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > end) return false;
    await pause(POLL_MS);
  }
  return true;
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  let answer;
  try {
    answer = { result: (await commands[command.do](command)) ?? null };
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
