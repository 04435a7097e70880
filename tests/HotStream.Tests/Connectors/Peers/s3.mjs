import { createRequire } from 'node:module';

// An S3 of s3rver, on the loopback, with what a directory keeps; ends with its input.
const require = createRequire(import.meta.url);

// It hides where a page of a listing ended by a cipher that this node has not any more: nothing is hidden here.
const crypto = require('node:crypto');
const plain = () => ({ update: (data) => Buffer.from(data), final: () => Buffer.alloc(0) });
crypto.createCipheriv = plain;
crypto.createDecipheriv = plain;

const S3rver = require('s3rver');
const { directory, port, buckets } = JSON.parse(process.argv[2]);
const server = new S3rver({
  address: '127.0.0.1', port, directory, silent: true, resetOnClose: false, configureBuckets: buckets.map((name) => ({ name })),
});
const address = await server.run();
console.log(`listening ${address.port}`);
process.stdin.resume().on('end', () => process.exit());
