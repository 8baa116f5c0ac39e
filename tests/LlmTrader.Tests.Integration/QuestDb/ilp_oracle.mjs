// Rows as JSON lines from standard input, their bytes as QuestDB's own client writes them at protocol version 1 to standard
// output. The client: npm install --prefix DIR @questdb/nodejs-client, then LLMTRADER_NODE_MODULES=DIR/node_modules.
// The golden bytes: node ilp_oracle.mjs < ilp_rows.jsonl > ilp_rows.golden
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const modules = process.env.LLMTRADER_NODE_MODULES;
const require = createRequire(modules ? path.join(modules, 'here.js') : import.meta.url);
const { Sender, SenderOptions } = require('@questdb/nodejs-client');

const options = await SenderOptions.fromConfig('http::addr=127.0.0.1:1;protocol_version=1;auto_flush=off;max_buf_size=1073741824');
const sender = new Sender(options);    // Connects only when it flushes, which it never does here.

const double = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (b) => parseInt(b, 16)).buffer).getFloat64(0);
const whole = (text) => {
  const number = Number(text);
  if (String(number) !== text) throw new Error(`${text} is not exact in JavaScript`);
  return number;
};

for (const line of readFileSync(0, 'utf8').split('\n')) {
  if (line === '') continue;
  const row = JSON.parse(line);
  sender.table(row.table);
  for (const [name, value] of row.symbols) if (value !== null) sender.symbol(name, value);
  for (const [name, type, value] of row.columns) {
    if (value === null) continue;
    if (type === 'text') sender.stringColumn(name, value);
    else if (type === 'whole') sender.intColumn(name, whole(value));
    else if (type === 'double') sender.floatColumn(name, double(value));
    else if (type === 'truth') sender.booleanColumn(name, value);
    else if (type === 'time') sender.timestampColumn(name, BigInt(value), 'ns');
    else throw new Error(`column type ${type}`);
  }
  await sender.at(BigInt(row.at), 'ns');
}

const bytes = sender.buffer ? sender.buffer.toBufferView() : sender.toBufferView();
process.stdout.write(bytes ?? Buffer.alloc(0));
