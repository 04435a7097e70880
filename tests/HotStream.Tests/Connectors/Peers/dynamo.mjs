import { createRequire } from 'node:module';

// A DynamoDB of dynalite, on the loopback, with what a directory keeps; ends with its input.
const require = createRequire(import.meta.url);
const dynalite = require('dynalite');
const { directory, port } = JSON.parse(process.argv[2]);
const server = dynalite({ path: directory, createTableMs: 20, deleteTableMs: 0 });
server.listen(port, '127.0.0.1', () => console.log(`listening ${port}`));
process.stdin.resume().on('end', () => process.exit());
