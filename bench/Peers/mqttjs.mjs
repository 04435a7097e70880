// Receives by mqtt.js in a process of its own: node mqttjs.mjs MODULES PORT QOS COUNT
// MODULES is a folder in which mqtt was installed. Ends after COUNT messages.
import { createRequire } from 'node:module';
import path from 'node:path';

const [modules, port, qos, count] = process.argv.slice(2);
const { connect } = createRequire(path.join(path.resolve(modules), 'package.json'))('mqtt');

const client = connect(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, clientId: 'receiver' });
let left = Number(count);
client.on('connect', () => client.subscribe('plant/#', { qos: Number(qos) }));
client.on('message', () => {
  if (--left === 0) {
    console.log(count);
    process.exit(0);
  }
});
