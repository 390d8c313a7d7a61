// Hocuspocus as it comes: no extension, nothing stored.

import { Server } from '@hocuspocus/server';

const server = new Server({
  address: process.env.HOST,
  port: Number(process.env.PORT),
  quiet: true,
  stopOnSignals: true,
});
await server.listen();
