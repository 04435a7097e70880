import { createRequire } from 'node:module';

// Azure's blobs by azurite, on the loopback, with what a directory keeps; ends with its input, and only then is all of it in the directory.
// JSON says directory, port, accounts (name:key), and for TLS with tokens cert and key, files of PEM.
const { directory, port, accounts, cert, key } = JSON.parse(process.argv[2]);
process.env.AZURITE_ACCOUNTS = accounts;
process.argv.splice(2, 1, '--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', directory, '--silent',
  '--skipApiVersionCheck', '--disableTelemetry', ...(cert ? ['--cert', cert, '--key', key, '--oauth', 'basic'] : []));
const print = console.log;
let listens = false;
console.log = (text) => {
  listens ||= String(text).includes('successfully listens');
  print(listens ? 'listening' : text);
  if (String(text).includes('successfully closed')) {
    process.exit();
  }
};
createRequire(import.meta.url)('azurite/dist/src/blob/main.js');
process.stdin.resume().on('end', () => (listens ? process.emit('SIGTERM') : process.exit()));
