using System.Text;
using System.Text.Json;

namespace HotStream.Cli;

/// <summary>Dead letters as lines of JSON at the end of a file. Thread-safe.</summary>
internal sealed class DeadLetterFile(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read);

    public void Write(DeadLetter letter)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("source", letter.Source);
            json.WriteString("position", letter.Position);
            json.WriteString("reason", letter.Reason);
            json.WriteNumber("length", letter.Length);
            json.WriteString("sample", Encoding.UTF8.GetString(letter.Sample.Span));
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        lock (_gate)
        {
            line.WriteTo(_file);
            _file.Flush();
        }
    }

    public void Dispose() => _file.Dispose();
}
