namespace HotStream.Kinesis;

/// <summary>What streams may be called.</summary>
internal static class StreamName
{
    private const int CharactersMax = 128;

    /// <exception cref="ArgumentException">It is no name of a stream.</exception>
    public static string Check(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        return name.Length <= CharactersMax && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-') ? name
            : throw new ArgumentException($"'{PlainText.Of(name, 40)}' is no name of a stream: it is at most {CharactersMax} letters, "
                + "digits, '_', '.' and '-'.", parameter);
    }
}
