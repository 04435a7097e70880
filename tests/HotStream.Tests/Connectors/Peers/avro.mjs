// Avro files by avsc: node avro.mjs JSON. With rows it writes path by schema and codec, blockSize bytes a block; without it prints a line of JSON
// for each row of path. Bytes are hexadecimal, unions as Avro's JSON has them.
import avro from "avsc";

const say = JSON.parse(process.argv[2]);
if (say.rows) {
  const type = avro.Type.forSchema(say.schema);
  const encoder = avro.createFileEncoder(say.path, say.schema, { codec: say.codec, blockSize: say.blockSize ?? 65536 });
  for (const row of say.rows) {
    encoder.write(type.fromString(JSON.stringify(row)));
  }

  encoder.end();
  encoder.on("finish", () => console.log("written"));
} else {
  avro.createFileDecoder(say.path)
    .on("metadata", (type) => (say.type = type))
    .on("data", (row) => console.log(say.type.toString(row)))
    .on("end", () => console.log("read"));
}
