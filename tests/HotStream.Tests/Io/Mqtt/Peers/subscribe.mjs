// node subscribe.mjs URL VERSION QOS FILTER COUNT: says "ready" once subscribed, then "TOPIC PAYLOAD QOS" for each message; ends after COUNT of them.
import { connect } from "mqtt";

const [url, version, qos, filter, count] = process.argv.slice(2);
const client = connect(url, { protocolVersion: Number(version), clientId: `mqtt-js-${process.pid}`, reconnectPeriod: 100 });
let left = Number(count);
client.on("message", (topic, payload, packet) => {
  console.log(`${topic} ${payload} ${packet.qos}${packet.retain ? " retained" : ""}`);
  if (--left === 0) client.end();
});
client.on("connect", async () => {
  await client.subscribeAsync(filter, { qos: Number(qos) });
  console.log("ready");
});
