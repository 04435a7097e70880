using System.Buffers;
using System.Text;
using HotStream.Avro;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// Files of Avro from bytes nobody vouches for. Laws: what cannot be read is refused as damaged or as not known, in no other way; where all
/// columns can be read, each read by itself, the others passed over, has the same values.
/// </summary>
internal sealed class AvroFileTarget : IFuzzTarget
{
    private const string Schema = """
        {"type":"record","name":"r","fields":[{"name":"a","type":["null","long"]},{"name":"b","type":{"type":"array","items":"string"}},
        {"name":"c","type":{"type":"map","values":{"type":"record","name":"q","fields":[{"name":"d","type":"double"},
        {"name":"e","type":{"type":"fixed","name":"f","size":2,"logicalType":"decimal","precision":4}}]}}},
        {"name":"g","type":{"type":"enum","name":"h","symbols":["x","y"]}},{"name":"i","type":["r","null"]},{"name":"j","type":"boolean"}]}
        """;

    private static readonly byte[] s_row =
        [2, 14, 4, 2, (byte)'u', 0, 0, 1, 22, 2, (byte)'k', .. new byte[8], 1, 2, 0, 2, 2, 1];

    public string Name => "avro-file";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        File("null", 1, s_row), File("null", 2, [.. s_row, .. s_row]), File("deflate", 0, [3, 0]), Packed("snappy"), Packed("zstandard"),
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        byte[] bytes = input.ToArray();
        try
        {
            using AvroFile file = AvroFile.Of("fuzzed", new MemoryStream(bytes), isBinaryText: true);
            StructField[] fields = [.. file.Record.Fields.Where(field => field.Value.Type is not null)
                .Select(field => new StructField(field.Name, field.Value.Type!))];
            string[] together = Read(bytes, fields);
            for (int i = 0; i < fields.Length; i++)
            {
                Check.Same(together[i], Alone(bytes, fields[i]), "column");
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or NotSupportedException)
        {
            // refused
        }
    }

    private static string Alone(byte[] bytes, StructField field)
    {
        try
        {
            return Read(bytes, [field])[0];
        }
        catch (InvalidDataException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>The values of columns.</summary>
    private static string[] Read(byte[] bytes, StructField[] fields)
    {
        using AvroFile file = AvroFile.Of("fuzzed", new MemoryStream(bytes), isBinaryText: true);
        using var rows = new AvroRows(file, fields);
        var values = new Values(fields.Length);
        rows.Read(new AvroPart("fuzzed", bytes.Length, default, 0, bytes.Length), values, CancellationToken.None);
        return [.. values.Columns.Select(column => Convert.ToHexString(column.WrittenSpan))];
    }

    private static byte[] Packed(string name)
    {
        using AvroCodec codec = AvroCodec.Find(name)!;
        return File(name, 1, codec.Pack(s_row).ToArray());
    }

    private static byte[] File(string codec, byte rows, byte[] values)
    {
        byte[] schema = Encoding.UTF8.GetBytes(Schema);
        byte[] sync = [.. Enumerable.Range(1, AvroFile.SyncBytes).Select(i => (byte)i)];
        var output = new ArrayBufferWriter<byte>();
        output.Write("Obj\u0001"u8);
        AvroOutput.WriteLong(output, 2);
        AvroOutput.WriteBytes(output, "avro.schema"u8);
        AvroOutput.WriteBytes(output, schema);
        AvroOutput.WriteBytes(output, "avro.codec"u8);
        AvroOutput.WriteBytes(output, Encoding.UTF8.GetBytes(codec));
        AvroOutput.WriteLong(output, 0);
        output.Write(sync);
        AvroOutput.WriteLong(output, rows);
        AvroOutput.WriteBytes(output, values);
        output.Write(sync);
        return output.WrittenSpan.ToArray();
    }

    private sealed class Values(int columns) : ColumnSink
    {
        public ArrayBufferWriter<byte>[] Columns { get; } = [.. Enumerable.Range(0, columns).Select(_ => new ArrayBufferWriter<byte>())];

        public override bool Push(ColumnBatch batch)
        {
            for (int column = 0; column < Columns.Length; column++)
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    AvroOutput.WriteValue(Columns[column], batch.Columns[column], batch.PlaceOf(i));
                }
            }

            return true;
        }
    }
}
