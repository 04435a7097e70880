// A peer of ZeroMQ, by libzmq: node zeromq.mjs JSON, where JSON says
//   socket: "pub" | "push" | "sub" | "pull"; bind or connect: an address; count: messages to send or to take
//   topic: first frame of what is sent, or what is subscribed to; wait: "sub" waits for a subscription before it sends
//   client: [user, password] or server: [user, password] for PLAIN; curve: true for a server of CURVE; heartbeat: milliseconds
// Prints "at ADDRESS" when it listens, "ready" when it connects, every message taken as a line (frames joined by |), and "end".
import * as zmq from "zeromq";

const say = JSON.parse(process.argv[2]);
const kinds = { pub: zmq.XPublisher, push: zmq.Push, sub: zmq.Subscriber, pull: zmq.Pull };
const socket = new kinds[say.socket]();
socket.linger = 5000;
if (say.socket === "pub" || say.socket === "push") {
  socket.sendHighWaterMark = 0; // a publisher drops what is above it
} else {
  socket.receiveHighWaterMark = 0;
}

if (say.client) {
  [socket.plainUsername, socket.plainPassword] = say.client;
}

if (say.heartbeat) {
  socket.heartbeatInterval = say.heartbeat;
  socket.heartbeatTimeout = 3 * say.heartbeat;
}

if (say.server) {
  socket.plainServer = true;
  const judge = new zmq.Reply();
  await judge.bind("inproc://zeromq.zap.01");
  (async () => {
    for await (const [version, id, , , , , user, password] of judge) {
      const isGood = String(user) === say.server[0] && String(password) === say.server[1];
      await judge.send([version, id, isGood ? "200" : "400", isGood ? "OK" : "no", "", ""]);
    }
  })();
}

if (say.curve) {
  socket.curveServer = true;
  socket.curveSecretKey = zmq.curveKeyPair().secretKey;
}

if (say.bind) {
  await socket.bind(say.bind);
  console.log(`at ${socket.lastEndpoint}`);
} else {
  socket.connect(say.connect);
  console.log("ready");
}

if (say.socket === "sub") {
  socket.subscribe(...[].concat(say.topic ?? ""));
}

if (say.socket === "pub" || say.socket === "push") {
  if (say.socket === "pub") {
    await socket.receive(); // a subscription
  }

  for (let i = 0; i < say.count; i++) {
    await socket.send(say.topic === undefined ? String(i) : [say.topic, String(i)]);
  }
} else {
  let left = say.count;
  for await (const frames of socket) {
    console.log(frames.map(String).join("|"));
    if (--left === 0) {
      break;
    }
  }
}

console.log("end");
if (say.stay) {
  await new Promise((done) => process.stdin.once("end", done).resume());
}

socket.close();
process.exit(0);
