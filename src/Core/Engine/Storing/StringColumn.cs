using System.Runtime.InteropServices;
using System.Text;

namespace HotStream;

/// <summary>
/// Strings as UTF-8; half a surrogate pair, which UTF-8 has no form for, makes a string be stored as its UTF-16 code units.
/// </summary>
internal sealed class StringColumn() : StoredColumn<string>("string")
{
    private const byte Null = 0;
    private const byte Utf8 = 1;
    private const byte Utf16 = 2;

    public override void Write(ReadOnlySpan<string> values, SnapshotWriter output)
    {
        foreach (string value in values)
        {
            Write(value, output);
        }
    }

    public override void Read(SnapshotReader input, Span<string> values, Utf8Arena texts)
    {
        foreach (ref string value in values)
        {
            value = Read(input)!;
        }
    }

    public static void Write(string? value, SnapshotWriter output)
    {
        if (value is null)
        {
            output.Write(Null);
            return;
        }

        if (IsWellFormed(value))
        {
            output.Write(Utf8);
            output.WriteText(value);
        }
        else
        {
            output.Write(Utf16);
            output.WriteText(MemoryMarshal.AsBytes(value.AsSpan()));
        }
    }

    public static string? Read(SnapshotReader input) => input.ReadByte() switch
    {
        Null => null,
        Utf8 => input.ReadString(),
        Utf16 => new string(MemoryMarshal.Cast<byte, char>(input.ReadText())),
        _ => throw SnapshotReader.Damaged(),
    };

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and int at)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out int length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[(at + length)..];
        }

        return true;
    }
}
