using System.Text.Json;

namespace HotStream;

/// <summary>The document that is being read, and the texts that could not be left in it because they have escapes.</summary>
internal sealed class JsonTexts : IDisposable
{
    private readonly Utf8Arena _unescaped = new();
    private byte[] _buffer = new byte[256];

    public Utf8Slice Document { get; set; }

    /// <summary>Whether all values so far had the type of their column.</summary>
    public bool IsClean { get; set; }

    /// <summary>The text of a string without its escapes; false when half of a surrogate pair is in it.</summary>
    public bool TryUnescape(ReadOnlySpan<byte> quoted, out Utf8Slice text)
    {
        if (_buffer.Length < quoted.Length)
        {
            _buffer = new byte[quoted.Length * 2];
        }

        text = default;
        try
        {
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            text = _unescaped.Add(_buffer.AsSpan(0, reader.CopyString(_buffer)));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public void Clear() => _unescaped.Clear();

    public void Dispose() => _unescaped.Dispose();
}
