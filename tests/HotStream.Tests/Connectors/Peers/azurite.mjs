import { createRequire } from 'node:module';

// Azure's blobs by azurite, on the loopback, with what a directory keeps; ends with its input, and only then is all of it in the directory,
// or when it was told "save" and has said "saved".
// JSON says directory, port, accounts (name:key), behind (its clock, milliseconds), and for TLS with tokens cert and key, files of PEM.
const { directory, port, accounts, behind, cert, key } = JSON.parse(process.argv[2]);
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

if (behind) {
  const Wall = Date;
  globalThis.Date = class extends Wall {
    constructor(...time) {
      super(...(time.length ? time : [Date.now()]));
    }

    static now() {
      return Wall.now() - behind;
    }
  };
}

// It answers before it saves, which it does every five seconds.
const require = createRequire(createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js'));
const Database = require('lokijs');
const databases = new Set();
const { autosaveEnable } = Database.prototype;
Database.prototype.autosaveEnable = function (...how) {
  databases.add(this);
  return autosaveEnable.apply(this, how);
};
const save = (database) => new Promise((done, fail) => database.saveDatabase((wrong) => (wrong ? fail(wrong) : done())));

require('azurite/dist/src/blob/main.js');
process.stdin.on('data', () => Promise.all([...databases].map(save)).then(() => print('saved')));
process.stdin.on('end', () => (listens ? process.emit('SIGTERM') : process.exit()));
