// A Spark sink of Flume by avsc: node flume-sink.mjs JSON, where JSON says file, timeout (of a transaction, in milliseconds). Its channels
// are kept in the file, a line for each change; a channel is a port. Lines of its input, each a JSON array that begins with a number, which
// begins the answer: [1,"open"] makes a channel and answers its port; [2,"put",port,[bodies]]; [3,"owed",port] counts what is not committed.
import fs from "node:fs";
import net from "node:net";
import readline from "node:readline";
import avro from "avsc";

const say = JSON.parse(process.argv[2]);
const service = avro.Service.forProtocol({
  protocol: "SparkFlumeProtocol",
  namespace: "org.apache.spark.streaming.flume.sink",
  types: [
    { type: "record", name: "SparkSinkEvent", fields: [{ name: "headers", type: { type: "map", values: "string" } }, { name: "body", type: "bytes" }] },
    {
      type: "record",
      name: "EventBatch",
      fields: [{ name: "errorMsg", type: "string", default: "" }, { name: "sequenceNumber", type: "string" }, { name: "events", type: { type: "array", items: "SparkSinkEvent" } }],
    },
  ],
  messages: {
    getEventBatch: { request: [{ name: "n", type: "int" }], response: "EventBatch" },
    ack: { request: [{ name: "sequenceNumber", type: "string" }], response: "null" },
    nack: { request: [{ name: "sequenceNumber", type: "string" }], response: "null" },
  },
});

const channels = new Map(); // by port: what waits, transactions that are open, requests that found nothing
const keep = (change) => fs.appendFileSync(say.file, JSON.stringify(change) + "\n");
const base = Math.random().toString(36).slice(2); // sequence numbers of another life are unknown to this one
let sequence = 0;

const give = (channel) => {
  while (channel.waiting.length > 0 && channel.asking.length > 0) {
    const { n, answer } = channel.asking.shift();
    const number = base + ++sequence;
    const events = channel.waiting.splice(0, n);
    channel.open.set(number, { events, timer: setTimeout(() => settle(channel, number, false), say.timeout) });
    answer(null, { errorMsg: "", sequenceNumber: number, events: events.map((item) => ({ headers: { host: "plant-7" }, body: Buffer.from(item.text) })) });
  }
};

const settle = (channel, number, isKept) => {
  const transaction = channel.open.get(number);
  if (!transaction) {
    return;
  }

  clearTimeout(transaction.timer);
  channel.open.delete(number);
  if (isKept) {
    keep({ port: channel.port, done: transaction.events.map((item) => item.id) });
  } else {
    channel.waiting.unshift(...transaction.events);
    channel.waiting.sort((left, right) => left.id - right.id);
    give(channel);
  }
};

const listen = (port, waiting, ready) => {
  const channel = { port, waiting, open: new Map(), asking: [] };
  const server = service.createServer()
    .onGetEventBatch((n, answer) => { channel.asking.push({ n, answer }); give(channel); })
    .onAck((number, answer) => { settle(channel, number, true); answer(null, null); })
    .onNack((number, answer) => { settle(channel, number, false); answer(null, null); });
  const listener = net.createServer((socket) => {
    socket.on("error", () => {});
    server.createChannel(socket);
  });
  listener.listen(port, "127.0.0.1", () => {
    channel.port = listener.address().port;
    channels.set(channel.port, channel);
    ready(channel.port);
  });
};

let id = 0;
const known = new Map();
if (fs.existsSync(say.file)) {
  for (const line of fs.readFileSync(say.file, "utf8").split("\n").filter((text) => text.length > 0)) {
    const change = JSON.parse(line);
    if (change.open) {
      known.set(change.open, new Map());
    } else if (change.put) {
      change.put.forEach((item) => known.get(change.port).set(item.id, item));
      id = Math.max(id, ...change.put.map((item) => item.id));
    } else {
      change.done.forEach((done) => known.get(change.port).delete(done));
    }
  }
}

let missing = known.size;
const ready = () => missing-- > 0 || console.log("ready");
known.forEach((items, port) => listen(port, [...items.values()], ready));
ready();
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const [number, what, port, bodies] = JSON.parse(line);
  const channel = channels.get(port);
  if (what === "open") {
    listen(0, [], (made) => {
      keep({ open: made });
      console.log(`${number} ${made}`);
    });
  } else if (what === "put") {
    const put = bodies.map((text) => ({ id: ++id, text }));
    keep({ port, put });
    channel.waiting.push(...put);
    give(channel);
    console.log(`${number} done`);
  } else {
    const open = [...channel.open.values()].reduce((sum, transaction) => sum + transaction.events.length, 0);
    console.log(`${number} ${channel.waiting.length + open}`);
  }
}).on("close", () => process.exit(0));
