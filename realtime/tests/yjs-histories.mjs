// Real Yjs documents that edit together through a log kept by whoever started this.
//
// Each line on stdout is a question about that log, each line on stdin its answer; the last line
// says how many histories ended well. Usage: node yjs-histories.mjs <first seed> <count> <steps>

import { createInterface } from 'node:readline';
import * as Y from '../../bench/node_modules/yjs/dist/yjs.mjs';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function ask(question) {
  process.stdout.write(`${JSON.stringify(question)}\n`);
  const { value, done } = await lines.next();
  if (done) throw new Error('nobody answers');
  return value;
}

const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'));
const text = (data) => Buffer.from(data).toString('base64');

/** The log, as a server keeps it. */
const log = {
  add: async (update) => bytes(await ask({ op: 'update', data: text(update) })),
  missing: async (state) => bytes(await ask({ op: 'missing', data: text(state) })),
  state: async () => bytes(await ask({ op: 'state' })),
  do: (op) => ask({ op }),
};

function random(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const WORDS = ['a', 'bc', '😀', 'x😁y', '\n', 'naïve ', '👩‍👩‍👧', 'some longer text ', '\u{1f600}\u{1f601}'];

/** A person with a document, who may be away. */
class Client {
  constructor(id, chance, others, crowded) {
    this.doc = new Y.Doc({ gc: chance(4) > 0 });
    this.doc.clientID = id;
    this.others = others;
    this.chance = chance;
    this.crowded = crowded;
    this.here = true;
    this.inbox = [];
    this.sent = [];
    this.undo = new Y.UndoManager(this.roots(), { trackedOrigins: new Set([this]), captureTimeout: 0 });
    this.doc.on('update', (update, origin) => {
      if (origin !== 'log') this.sent.push(update);
    });
  }

  roots() {
    const { doc } = this;
    return [
      doc.getText('file:main'),
      doc.getText('file:b'),
      doc.getMap('files'),
      doc.getArray('list'),
      doc.getXmlFragment('page'),
    ];
  }

  /** What it edited goes to the log, and what that took to everybody who is here. */
  async send() {
    const updates = this.sent.splice(0);
    if (!this.here) return;
    for (const update of updates) {
      const news = await log.add(update);
      for (const other of this.others) if (other !== this && other.here) other.inbox.push(news);
    }
  }

  hear(count) {
    for (const news of this.inbox.splice(0, count)) Y.applyUpdate(this.doc, news, 'log');
  }

  leave() {
    this.here = false;
    this.inbox = [];
  }

  async comeBack() {
    this.here = true;
    this.sent = [];
    Y.applyUpdate(this.doc, await log.missing(Y.encodeStateVector(this.doc)), 'log');
    const news = await log.add(Y.encodeStateAsUpdate(this.doc, await log.state()));
    for (const other of this.others) if (other !== this && other.here) other.inbox.push(news);
  }

  edit() {
    this.doc.transact(() => {
      for (let left = 1 + this.chance(3); left > 0; left -= 1) this.change();
    }, this);
  }

  change() {
    const { chance } = this;
    const [main, second, files, list, page] = this.roots();
    if (this.crowded) {
      this.press(main);
      return;
    }
    const kind = chance(20);
    if (kind < 8) this.type(chance(3) ? main : second);
    else if (kind < 11) this.erase(chance(3) ? main : second);
    else if (kind < 12) this.embolden(main);
    else if (kind < 13) this.wipe(chance(2) ? main : second);
    else if (kind < 16) this.file(files);
    else if (kind < 18) this.row(list);
    else this.paragraph(page);
  }

  /** Everybody writes at the same few places: who stands before whom is all that counts. */
  press(shared) {
    const at = this.chance(Math.min(4, shared.length + 1));
    if (this.chance(3) > 0) shared.insert(at, 'abcdefgh'.slice(0, 1 + this.chance(3)));
    else if (at < shared.length) shared.delete(at, 1);
  }

  type(shared) {
    const at = this.chance(shared.length + 1);
    shared.insert(at, WORDS[this.chance(WORDS.length)]);
  }

  erase(shared) {
    if (shared.length === 0) return;
    const at = this.chance(shared.length);
    shared.delete(at, 1 + this.chance(Math.min(6, shared.length - at)));
  }

  embolden(shared) {
    const shown = shared.toString();
    // Yjs divides a pair at either end for itself alone, even if nothing changes there.
    const ends = [...shown].reduce((at, char) => [...at, at.at(-1) + char.length], [0]);
    const from = this.chance(ends.length);
    const to = ends[Math.min(ends.length - 1, from + 2)];
    if (shown.length === shared.length) shared.format(ends[from], to - ends[from], { bold: this.chance(2) ? true : null });
  }

  wipe(shared) {
    if (this.chance(3) === 0 && shared.length > 0) shared.delete(0, shared.length);
  }

  file(files) {
    const { chance } = this;
    const id = `f${chance(4)}`;
    const entry = files.get(id);
    if (!(entry instanceof Y.Map)) {
      const made = new Y.Map([['path', `${id}.py`]]);
      made.set('body', new Y.Text('begin'));
      files.set(id, made);
    } else if (chance(4) === 0) files.delete(id);
    else if (chance(2)) entry.set('path', WORDS[chance(WORDS.length)]);
    else if (entry.get('body') instanceof Y.Text) this.type(entry.get('body'));
  }

  row(list) {
    const { chance } = this;
    if (list.length > 0 && chance(3) === 0) {
      const at = chance(list.length);
      list.delete(at, 1 + chance(Math.min(3, list.length - at)));
      return;
    }
    const values = [1, 'two', { three: [3] }, null, true, new Uint8Array([4, 5]), -6.5];
    const at = chance(list.length + 1);
    if (chance(4) === 0) list.insert(at, [new Y.Array()]);
    else list.insert(at, values.slice(chance(4), 4 + chance(4)));
    const inner = list.get(0);
    if (inner instanceof Y.Array) inner.push([chance(100), chance(100)]);
  }

  paragraph(page) {
    const { chance } = this;
    if (page.length > 2 && chance(3) === 0) {
      page.delete(chance(page.length), 1);
      return;
    }
    if (page.length === 0 || chance(3) === 0) {
      const made = new Y.XmlElement('p');
      made.setAttribute('level', String(chance(3)));
      made.insert(0, [new Y.XmlText('words')]);
      page.insert(chance(page.length + 1), [made]);
      return;
    }
    const inner = page.get(chance(page.length)).firstChild;
    if (inner instanceof Y.XmlText) chance(2) ? this.type(inner) : this.erase(inner);
  }
}

/** All that a person could see in a document. */
function shown(doc) {
  return JSON.stringify([
    doc.getText('file:main').toDelta(),
    doc.getText('file:b').toDelta(),
    sorted(doc.getMap('files').toJSON()),
    doc.getArray('list').toJSON(),
    doc.getXmlFragment('page').toString(),
  ]);
}

function sorted(map) {
  return Object.keys(map)
    .sort()
    .map((key) => [key, typeof map[key] === 'object' && map[key] ? sorted(map[key]) : map[key]]);
}

const state = (doc) => JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].sort());

async function history(seed, steps) {
  const chance = random(seed);
  const clients = [];
  const crowded = chance(3) === 0;
  const number = 3 + chance(3);
  for (let id = 0; id < number; id += 1) {
    clients.push(new Client(1 + id + number * chance(1000), chance, clients, crowded));
  }
  await log.do('empty');
  let compacting = false;
  for (let step = 0; step < steps; step += 1) {
    const client = clients[chance(clients.length)];
    const kind = chance(30);
    if (kind < 16) client.edit();
    else if (kind < 19) client.undo.undo();
    else if (kind < 20) client.undo.redo();
    else if (kind < 24) client.hear(1 + chance(5));
    else if (kind < 26) await (client.here ? client.leave() : client.comeBack());
    else if (kind < 28) {
      await log.do(compacting ? 'compaction ends' : 'compaction begins');
      compacting = !compacting;
    } else if (kind < 29 && !compacting) await log.do('restart');
    await client.send();
  }
  if (compacting) await log.do('compaction ends');
  await meet(clients);
  await check(seed, clients);
}

/** Everybody is here, and hears and says all. */
async function meet(clients) {
  for (const client of clients) if (!client.here) await client.comeBack();
  for (const client of clients) client.hear(client.inbox.length);
  // Deletions that a document made while it heard others are known to it alone.
  for (const client of clients) await client.comeBack();
  for (const client of clients) client.hear(client.inbox.length);
}

async function check(seed, clients) {
  await log.do('compaction begins');
  await log.do('compaction ends');
  const joiner = new Y.Doc();
  Y.applyUpdate(joiner, await log.missing(new Uint8Array([0])));
  await ask({ op: 'shown', data: text(Buffer.from(joiner.getText('file:main').toString())) });
  const plain = new Y.Doc();
  Y.applyUpdate(plain, bytes(await log.do('all as it came')));
  const all = [joiner, plain, ...clients.map((client) => client.doc)];
  for (const [at, doc] of all.entries()) {
    const pending = doc.store.pendingStructs || doc.store.pendingDs;
    const seen = [shown(doc), state(doc)].join('\n');
    const expected = [shown(plain), state(plain)].join('\n');
    if (pending || seen !== expected) {
      throw new Error(`seed ${seed}, document ${at} ${pending ? 'waits' : 'differs'}:\n${seen}\n${expected}`);
    }
  }
}

const compaction = async () => {
  await log.do('compaction begins');
  await log.do('compaction ends');
  await log.do('restart');
};

async function together(...clients) {
  for (const client of clients) await client.send();
  for (const client of clients) client.hear(client.inbox.length);
}

const same = (name, found, expected) => {
  if (found !== expected) throw new Error(`${name}: ${found}, not ${expected}`);
};

async function two() {
  await log.do('empty');
  const clients = [];
  for (const id of [7, 3]) clients.push(new Client(id, () => 1, clients, false));
  const main = (client) => client.doc.getText('file:main');
  return [...clients, main];
}

/** Somebody comes back with edits next to, and inside, what was deleted and collected. */
async function pendingEdits() {
  const [ada, bob, main] = await two();
  main(ada).insert(0, 'hello cruel 😀 world');
  await together(ada, bob);
  bob.leave();
  main(bob).insert(8, 'UE');
  main(bob).insert(6, 'very ');
  main(bob).insert(main(bob).toString().indexOf('😀') + 1, '-');
  main(ada).delete(6, 9);
  await together(ada);
  await compaction();
  await bob.comeBack();
  await together(ada, bob);
  same('pending edits', main(ada).toString(), 'hello very UE-world');
  await check('pending edits', [ada, bob]);
}

/** A deletion is undone from a local copy, after everybody else's was collected. */
async function undone() {
  const [ada, bob, main] = await two();
  ada.doc.transact(() => {
    main(ada).insert(0, 'all of our work 😀');
    ada.doc.getMap('files').set('f', new Y.Map([['body', new Y.Text('inside')]]));
  }, ada);
  await together(ada, bob);
  ada.doc.transact(() => {
    main(ada).delete(0, main(ada).length);
    ada.doc.getMap('files').delete('f');
  }, ada);
  await together(ada, bob);
  await compaction();
  bob.leave();
  await bob.comeBack();
  main(bob).insert(0, '>');
  await together(ada, bob);
  ada.undo.undo();
  await together(ada, bob);
  same('undone text', main(bob).toString(), 'all of our work 😀>');
  same('undone entry', bob.doc.getMap('files').get('f').get('body').toString(), 'inside');
  await compaction();
  await check('undone', [ada, bob]);
}

await pendingEdits();
await undone();
const [first, count, steps] = process.argv.slice(2).map(Number);
for (let seed = first; seed < first + count; seed += 1) await history(seed, steps);
process.stdout.write(`${JSON.stringify({ op: 'done', histories: count })}\n`);
process.exit(0);
