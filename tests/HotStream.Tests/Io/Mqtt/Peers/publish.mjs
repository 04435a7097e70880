// node publish.mjs URL VERSION QOS TOPIC COUNT: publishes the numbers 0 to COUNT - 1, with user properties in version 5; ends when all are acknowledged.
import { connectAsync } from "mqtt";

const [url, version, qos, topic, count] = process.argv.slice(2);
const client = await connectAsync(url, { protocolVersion: Number(version), clientId: `mqtt-js-${process.pid}`, reconnectPeriod: 0 });
const properties = version === "5" ? { contentType: "text/plain", userProperties: { site: "plant 7", unit: "degrees Celsius" } } : undefined;
const sent = [];
for (let i = 0; i < Number(count); i++) {
  sent.push(client.publishAsync(topic, String(i), { qos: Number(qos), retain: i === 0, properties }));
}

await Promise.all(sent);
await client.endAsync();
