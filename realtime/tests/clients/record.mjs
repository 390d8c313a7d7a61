// What a stock client sends while somebody works: one frame a line, in hex, the same each time.
//
//   node record.mjs

import { PROVIDERS, Y } from './packages.mjs';

// Sends nowhere: it writes down what the provider would have sent.
class Recorder {
  OPEN = 1;
  readyState = 1;
  constructor() {
    setImmediate(() => this.onopen());
  }
  send(frame) {
    process.stdout.write(`${Buffer.from(frame).toString('hex')}\n`);
  }
  close() {}
}

const opened = (client) => {
  const doc = new Y.Doc();
  doc.clientID = client;
  const provider = new PROVIDERS[3]('ws://nowhere', 'room', doc, {
    WebSocketPolyfill: Recorder,
    disableBc: true,
  });
  return { doc, provider };
};

const ada = opened(0x1234_5678);
const bob = opened(7);
await new Promise(setImmediate);
await new Promise(setImmediate);

type(ada.doc);
Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(ada.doc), bob.provider);
merge(ada, bob);
arrange(bob.doc);
announce(ada.provider.awareness);
// The whole document in one message.
const late = opened(99);
await new Promise(setImmediate);
Y.applyUpdate(late.doc, Y.encodeStateAsUpdate(bob.doc));
process.exit(0);

function type(doc) {
  const text = doc.getText('file:main');
  const undo = new Y.UndoManager(text, { captureTimeout: 0 });
  for (const [index, letter] of [...'def f(x):\n    return "😀ä" * x'].entries())
    text.insert(Math.min(index, text.length), letter);
  text.delete(4, 6);
  undo.undo();
  undo.redo();
  text.insert(8, 'a longer line that is pasted at once\r\n'.repeat(20));
  // A change of one emoji into another, as a minimal difference makes it: half a pair each.
  const at = text.toString().indexOf('😀');
  if (at >= 0) doc.transact(() => (text.delete(at + 1, 1), text.insert(at + 1, '\ude01')));
  text.format(0, 3, { bold: true, color: null });
  text.insertEmbed(2, { image: 'a.png', size: [1, 2.5, -3] });
}

function merge(one, other) {
  one.doc.getText('file:main').insert(3, 'from one');
  other.doc.getText('file:main').insert(3, 'from the other');
  const [mine, theirs] = [one, other].map(({ doc }) => Y.encodeStateAsUpdate(doc));
  Y.applyUpdate(one.doc, theirs, one.provider);
  Y.applyUpdate(other.doc, mine, other.provider);
  other.doc.getText('file:main').delete(1, 5);
}

function arrange(doc) {
  const files = doc.getMap('files');
  for (const id of ['main', 'x1', 'x2']) {
    const entry = new Y.Map();
    files.set(id, entry);
    entry.set('path', `${id}.py`);
    entry.set('created_at', 1_700_000_000_000);
    entry.set('odd', [null, undefined, true, false, 1.5, 2n ** 60n, -7, 'é', { a: [] }]);
  }
  files.get('x1').set('deleted_at', 5);
  files.delete('x2');
  const list = doc.getArray('list');
  list.push([new Uint8Array([0, 255]), 'text', { deep: { deeper: [1] } }, new Y.Text('inner')]);
  list.delete(1, 2);
  const page = doc.getXmlFragment('page');
  const paragraph = new Y.XmlElement('p');
  page.insert(0, [paragraph]);
  paragraph.setAttribute('class', 'x');
  paragraph.insert(0, [new Y.XmlText('words'), new Y.XmlElement('br')]);
  doc.getMap('documents').set('sub', new Y.Doc({ guid: 'sub', meta: { a: 1 } }));
}

function announce(awareness) {
  const user = { id: 'ada', name: 'Ada', color: '#f00' };
  awareness.setLocalState({ user });
  const call = { peer: '0123456789abcdef', audio: true, video: false, screen: false };
  awareness.setLocalState({ user, file: 'main', selection: { anchor: null, head: 3 }, call });
  awareness.setLocalState(null);
}
