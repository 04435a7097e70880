// An agent's Avro source of Flume by avsc: node flume-agent.mjs JSON, where JSON says file, port (0 for a free one), status: what is answered
// (OK), deflate: true. Events are lines of the file, JSON of headers and body, when they are answered by OK. Prints its port.
import fs from "node:fs";
import net from "node:net";
import zlib from "node:zlib";
import readline from "node:readline";
import avro from "avsc";

const say = JSON.parse(process.argv[2]);
const service = avro.Service.forProtocol({
  protocol: "AvroSourceProtocol",
  namespace: "org.apache.flume.source.avro",
  types: [
    { type: "enum", name: "Status", symbols: ["OK", "FAILED", "UNKNOWN"] },
    { type: "record", name: "AvroFlumeEvent", fields: [{ name: "headers", type: { type: "map", values: "string" } }, { name: "body", type: "bytes" }] },
  ],
  messages: {
    append: { request: [{ name: "event", type: "AvroFlumeEvent" }], response: "Status" },
    appendBatch: { request: [{ name: "events", type: { type: "array", items: "AvroFlumeEvent" } }], response: "Status" },
  },
});

const take = (events, answer) => {
  if (say.status === "OK") {
    fs.appendFileSync(say.file, events.map((event) => JSON.stringify([event.headers, event.body.toString("utf8")]) + "\n").join(""));
  }

  answer(null, say.status);
};

const server = service.createServer().onAppend((event, answer) => take([event], answer)).onAppendBatch(take);
const listener = net.createServer((socket) => {
  socket.on("error", () => {});
  if (say.deflate) {
    const writable = zlib.createDeflate({ flush: zlib.constants.Z_SYNC_FLUSH });
    writable.pipe(socket);
    const inflate = zlib.createInflate({ flush: zlib.constants.Z_SYNC_FLUSH });
    inflate.on("error", () => socket.destroy()); // who connects to look, and sends nothing
    server.createChannel({ readable: socket.pipe(inflate), writable });
  } else {
    server.createChannel(socket);
  }
});
listener.listen(say.port, "127.0.0.1", () => console.log(`port ${listener.address().port}`));
readline.createInterface({ input: process.stdin }).on("close", () => process.exit(0));
