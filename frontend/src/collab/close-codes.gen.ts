// Generated from realtime/coterie_realtime/close_codes.py by `make codes`.

export const CloseCode = {
  tooBig: 1009,
  malformed: 4400,
  token: 4401,
  forbidden: 4403,
  noRoom: 4404,
  epoch: 4409,
  deleted: 4410,
  documentFull: 4413,
  roomFull: 4429,
  unavailable: 4503,
  tooSlow: 4508,
} as const;

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];
