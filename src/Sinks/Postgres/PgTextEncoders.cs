using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HotStream.Sinks;

/// <summary>What the bytes of a text become.</summary>
internal enum PgTextForm
{
    /// <summary>UTF-8 without zero bytes.</summary>
    Text,

    /// <summary>The same after the number of jsonb's version.</summary>
    Jsonb,

    /// <summary>Any bytes.</summary>
    Bytes,
}

/// <summary>Bytes into a field.</summary>
internal static class PgText
{
    private const byte JsonbVersion = 1;

    public static string? Write(ReadOnlySpan<byte> bytes, PgTextForm form, CopyRows rows)
    {
        if (form != PgTextForm.Bytes)
        {
            if (!Utf8.IsValid(bytes))
            {
                return "its bytes are not UTF-8";
            }

            if (bytes.Contains((byte)0))
            {
                return "it contains a zero byte, which PostgreSQL does not store in text";
            }
        }

        int version = form == PgTextForm.Jsonb ? 1 : 0;
        Span<byte> field = rows.Field(version + bytes.Length);
        if (version > 0)
        {
            field[0] = JsonbVersion;
        }

        bytes.CopyTo(field[version..]);
        return null;
    }

    public static string? Write(string text, PgTextForm form, CopyRows rows)
    {
        if (form != PgTextForm.Bytes && text.Contains('\0', StringComparison.Ordinal))
        {
            return "it contains a zero character, which PostgreSQL does not store in text";
        }

        int version = form == PgTextForm.Jsonb ? 1 : 0;
        Span<byte> field = rows.OpenField(version + Encoding.UTF8.GetMaxByteCount(text.Length));
        if (version > 0)
        {
            field[0] = JsonbVersion;
        }

        if (Utf8.FromUtf16(text, field[version..], out _, out int written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            return "it contains half of a surrogate pair";
        }

        rows.CloseField(version + written);
        return null;
    }
}

/// <summary>A slice.</summary>
internal sealed class PgSliceEncoder(PgTextForm form) : PgEncoder<Utf8Slice>
{
    public override string? Encode(Utf8Slice value, CopyRows rows) => PgText.Write(value.Bytes, form, rows);
}

/// <summary>Bytes in memory.</summary>
internal sealed class PgMemoryEncoder(PgTextForm form) : PgEncoder<ReadOnlyMemory<byte>>
{
    public override string? Encode(ReadOnlyMemory<byte> value, CopyRows rows) => PgText.Write(value.Span, form, rows);
}

/// <summary>An array of bytes; null is NULL.</summary>
internal sealed class PgArrayEncoder(PgTextForm form) : PgEncoder<byte[]>
{
    public override string? Encode(byte[] value, CopyRows rows)
    {
        if (value is not null)
        {
            return PgText.Write(value.AsSpan(), form, rows);
        }

        rows.WriteNull();
        return null;
    }
}

/// <summary>A string; null is NULL.</summary>
internal sealed class PgStringEncoder(PgTextForm form) : PgEncoder<string>
{
    public override string? Encode(string value, CopyRows rows)
    {
        if (value is not null)
        {
            return PgText.Write(value, form, rows);
        }

        rows.WriteNull();
        return null;
    }
}
