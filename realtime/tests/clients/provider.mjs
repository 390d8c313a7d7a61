// One stock y-websocket client under remote control.
//
//   node provider.mjs VERSION SERVER_URL ROOM [PARAMS_JSON]
//
// It reads commands, a JSON object a line, and writes what happens likewise:
//   {"insert": [index, "text"]}   types                   {"text": "…"}       after each change
//   {"state": {…}}                announces a state       {"states": [[…]]}   everybody else's
//   {"send": "hex"}               sends this frame        {"status": "connected" | …}, {"synced": true}
//                                                         {"close": code}, {"closed": code}  for good

import { createInterface } from 'node:readline';
import { PROVIDERS, WebSocket, Y } from './packages.mjs';

const [version, url, room, params = '{}'] = process.argv.slice(2);
const say = (fact) => process.stdout.write(`${JSON.stringify(fact)}\n`);

const doc = new Y.Doc();
const text = doc.getText('file:main');
const provider = new PROVIDERS[version](url, room, doc, {
  WebSocketPolyfill: WebSocket,
  params: JSON.parse(params),
});
const { awareness } = provider;

provider.on('status', ({ status }) => say({ status }));
provider.on('sync', (synced) => say({ synced }));
provider.on('connection-close', (event) => say({ close: event?.code ?? null }));
provider.on('closed', ({ code }) => say({ closed: code }));
text.observe(() => say({ text: text.toString() }));
awareness.on('change', () =>
  say({ states: [...awareness.getStates()].filter(([client]) => client !== doc.clientID) }),
);

const commands = {
  insert: ([index, added]) => text.insert(index, added),
  state: (state) => awareness.setLocalState(state),
  send: (hex) => provider.ws.send(Buffer.from(hex, 'hex')),
};
createInterface({ input: process.stdin })
  .on('line', (line) => {
    for (const [name, argument] of Object.entries(JSON.parse(line))) commands[name](argument);
  })
  .on('close', () => process.exit(0));
