// A client of Flume's AvroSourceProtocol, by avsc: node flume.mjs JSON, where JSON says port, deflate: true, tls: true (any certificate).
// Each line of its input is a JSON array of bodies, sent by appendBatch, or one text, sent by append; its answer is printed as a line.
import net from "node:net";
import tls from "node:tls";
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

const socket = say.tls ? tls.connect({ port: say.port, host: "127.0.0.1", rejectUnauthorized: false }) : net.connect(say.port, "127.0.0.1");
socket.on("error", (failure) => console.log(`broken ${failure.code}`)).on("close", () => process.exit(0));
let transport = socket;
if (say.deflate) {
  const writable = zlib.createDeflate({ flush: zlib.constants.Z_SYNC_FLUSH });
  writable.pipe(socket);
  transport = { readable: socket.pipe(zlib.createInflate({ flush: zlib.constants.Z_SYNC_FLUSH })), writable };
}

const client = service.createClient();
client.createChannel(transport, { timeout: 0 });
const event = (text) => ({ headers: { host: "plant-7", length: String(text.length) }, body: Buffer.from(text) });
const answer = (failure, status) => console.log(failure ? `error ${failure.message}` : status);
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const what = JSON.parse(line);
  if (Array.isArray(what)) {
    client.appendBatch(what.map(event), { timeout: 0 }, answer);
  } else {
    client.append(event(what), { timeout: 0 }, answer);
  }
}).on("close", () => process.exit(0));
