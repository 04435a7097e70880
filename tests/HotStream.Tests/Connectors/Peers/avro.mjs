// Avro files by avsc: node avro.mjs JSON. With rows it writes path by schema and codec, blockSize bytes a block; without it prints a line of JSON
// for each row of path. Bytes are hexadecimal, unions as Avro's JSON has them. Snappy is by snappyjs, zstandard by the program zstd.
import { execFileSync } from "node:child_process";
import { deflateRawSync, gzipSync, inflateRawSync } from "node:zlib";
import avro from "avsc";
import snappy from "snappyjs";

// The CRC-32 that stands behind gzip's data, highest byte first.
const sumOf = (bytes) => gzipSync(bytes).subarray(-8, -4).reverse();

const unpack = {
  null: (block) => block,
  deflate: inflateRawSync,
  snappy: (block) => {
    const bytes = Buffer.from(snappy.uncompress(block.subarray(0, -4)));
    if (!sumOf(bytes).equals(block.subarray(-4))) {
      throw new Error("the sum of a block is wrong");
    }

    return bytes;
  },
  zstandard: (block) => execFileSync("zstd", ["-dcq"], { input: block }),
};
const pack = {
  null: (bytes) => bytes,
  deflate: deflateRawSync,
  snappy: (bytes) => Buffer.concat([Buffer.from(snappy.compress(bytes)), sumOf(bytes)]),
  zstandard: (bytes) => execFileSync("zstd", ["-cq"], { input: bytes }),
};
const codecs = (table) =>
  Object.fromEntries(Object.entries(table).map(([name, change]) => [name, (bytes, done) => done(null, change(bytes))]));

const say = JSON.parse(process.argv[2]);
if (say.rows) {
  const type = avro.Type.forSchema(say.schema);
  const encoder = avro.createFileEncoder(say.path, say.schema, {
    codec: say.codec,
    blockSize: say.blockSize ?? 65536,
    codecs: codecs(pack),
  });
  for (const row of say.rows) {
    encoder.write(type.fromString(JSON.stringify(row)));
  }

  encoder.end();
  encoder.on("finish", () => console.log("written"));
} else {
  avro.createFileDecoder(say.path, { codecs: codecs(unpack) })
    .on("metadata", (type) => (say.type = type))
    .on("data", (row) => console.log(say.type.toString(row)))
    .on("end", () => console.log("read"));
}
