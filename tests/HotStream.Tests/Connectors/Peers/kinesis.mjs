import { createRequire } from 'node:module';

// A Kinesis of kinesalite, on the loopback, with what a directory keeps; ends with its input.
const require = createRequire(import.meta.url);
const kinesalite = require('kinesalite');
const { directory, port } = JSON.parse(process.argv[2]);
const server = kinesalite({ path: directory, createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 1000 });
server.listen(port, '127.0.0.1', () => console.log(`listening ${port}`));
process.stdin.resume().on('end', () => process.exit());
