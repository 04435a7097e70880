namespace HotStream;

/// <summary>
/// The last place for a message. A standard error that cannot be written (a full disk, a closed pipe) is given up silently: there is no
/// other place to report it. Safe from any thread; never throws.
/// </summary>
internal static class StandardError
{
    /// <summary>Characters of a message.</summary>
    public const int CharactersMax = 8192;

    /// <summary>Writes one line, whatever is in the text.</summary>
    public static void WriteLine(string text)
    {
        try
        {
            Console.Error.WriteLine(PlainText.Of(text, CharactersMax));
        }
        catch (Exception)
        {
            // there is no other place
        }
    }
}
