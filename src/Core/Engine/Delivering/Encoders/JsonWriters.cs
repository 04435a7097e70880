using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HotStream;

/// <summary>
/// A writer of JSON for each thread, so that encoders are shared and yet allocate nothing. It is taken out while it is used: a function
/// that encodes a record within a record gets another. One whose record threw is not given back.
/// </summary>
internal static class JsonWriters
{
    private static readonly ArrayBufferWriter<byte> s_nowhere = new(); // never written to

    [ThreadStatic]
    private static Utf8JsonWriter? t_trusting;

    [ThreadStatic]
    private static Utf8JsonWriter? t_validating;

    public static Utf8JsonWriter Take(IBufferWriter<byte> output, bool skipValidation)
    {
        ref Utf8JsonWriter? kept = ref Kept(skipValidation);
        if (kept is not { } writer)
        {
            return new Utf8JsonWriter(output,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = skipValidation });
        }

        kept = null;
        writer.Reset(output);
        return writer;
    }

    /// <summary>The record is written.</summary>
    public static void GiveBack(Utf8JsonWriter writer)
    {
        writer.Flush();
        writer.Reset(s_nowhere); // what stays here holds on to nothing that was written
        Kept(writer.Options.SkipValidation) = writer;
    }

    private static ref Utf8JsonWriter? Kept(bool skipValidation)
    {
        if (skipValidation)
        {
            return ref t_trusting;
        }

        return ref t_validating;
    }
}
