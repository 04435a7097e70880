using System.Buffers;
using System.Text.Json;
using Npgsql.Replication.PgOutput;

namespace HotStream.Postgres;

/// <summary>Writes rows as objects of JSON, as they come. One thread.</summary>
internal sealed class RowEncoder : IDisposable
{
    private const uint Bool = 16;
    private const uint Int8 = 20;
    private const uint Int2 = 21;
    private const uint Int4 = 23;
    private const uint Oid = 26;
    private const uint Json = 114;
    private const uint Float4 = 700;
    private const uint Float8 = 701;
    private const uint Numeric = 1700;
    private const uint Jsonb = 3802;

    private readonly Utf8JsonWriter _writer;
    private byte[] _value = new byte[256];

    public RowEncoder() => _writer = new Utf8JsonWriter(Stream.Null, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Writes a row; values that the server did not send are left out.</summary>
    /// <param name="row">The row, which is read once.</param>
    /// <param name="table">Its table.</param>
    /// <param name="keyOnly">Whether only the key is there, and everything else is NULL in name only.</param>
    /// <param name="output">Where to.</param>
    /// <param name="stop">Gives up.</param>
    public async Task WriteAsync(ReplicationTuple row, ChangeTable table, bool keyOnly, ArrayBufferWriter<byte> output,
        CancellationToken stop)
    {
        _writer.Reset(output);
        _writer.WriteStartObject();
        int column = 0;
        await foreach (ReplicationValue value in row.WithCancellation(stop).ConfigureAwait(false))
        {
            ChangeTable.Column about = table.Columns[column++];
            if (value.IsUnchangedToastedValue || (keyOnly && !about.IsKey))
            {
                continue;
            }

            if (value.IsDBNull)
            {
                _writer.WriteNull(about.Name);
                continue;
            }

            int length = await ReadAsync(value, stop).ConfigureAwait(false);
            _writer.WritePropertyName(about.Name);
            Write(about.Type, _value.AsSpan(0, length));
        }

        _writer.WriteEndObject();
        _writer.Flush();
    }

    public void Dispose() => _writer.Dispose();

    private async ValueTask<int> ReadAsync(ReplicationValue value, CancellationToken stop)
    {
        int length = value.Length;
        if (length > _value.Length)
        {
            _value = new byte[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length)];
        }

        Stream bytes = value.GetStream();
        await using (bytes.ConfigureAwait(false))
        {
            for (int read = 0; read < length;) // nearly always once: what was received lies in the client's buffer
            {
                int count = await bytes.ReadAsync(_value.AsMemory(read, length - read), stop).ConfigureAwait(false);
                read += count > 0 ? count : throw new EndOfStreamException("The server's value is cut off.");
            }
        }

        return length;
    }

    private void Write(uint type, ReadOnlySpan<byte> text)
    {
        switch (type)
        {
            case Bool:
                _writer.WriteBooleanValue(text.SequenceEqual("t"u8));
                break;
            case Int2 or Int4 or Int8 or Oid or Json or Jsonb:
                _writer.WriteRawValue(text, skipInputValidation: true);
                break;
            case Float4 or Float8 or Numeric when !text.ContainsAny("NIa"u8): // NaN, Infinity
                _writer.WriteRawValue(text, skipInputValidation: true);
                break;
            default:
                _writer.WriteStringValue(text);
                break;
        }
    }
}
