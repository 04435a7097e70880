namespace HotStream.Cli;

/// <summary>What failed, with what is behind it: drivers say "while performing the handshake" and keep the reason inside.</summary>
internal static class Causes
{
    public static string Of(Exception failure)
    {
        string text = failure.Message.TrimEnd('.');
        for (Exception? inner = failure.InnerException; inner is not null; inner = inner.InnerException)
        {
            string more = inner.Message.TrimEnd('.');
            text = text.Contains(more, StringComparison.Ordinal) ? text : $"{text}: {more}";
        }

        return text;
    }
}
