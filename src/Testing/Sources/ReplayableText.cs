using System.Text;

namespace HotStream.Testing;

/// <summary>Scripted text, for jobs that read lines from sockets or files in earnest.</summary>
public static class ReplayableText
{
    /// <summary>A stream of a source's strings as texts of their batch.</summary>
    /// <param name="source">The source.</param>
    /// <param name="context">A context that was not started yet.</param>
    public static DStream<Utf8Slice> OpenText(this ReplayableSource<string> source, StreamingContext context)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Open(context).MapBlocks("OpenText", static () => new TextFunction());
    }

    private sealed class TextFunction : BlockFunction<string, Utf8Slice>
    {
        protected override void Process(ReadOnlySpan<string> records, BlockOutput<Utf8Slice> output)
        {
            foreach (string line in records)
            {
                output.Add(output.Store(Encoding.UTF8.GetBytes(line)));
            }
        }
    }
}
