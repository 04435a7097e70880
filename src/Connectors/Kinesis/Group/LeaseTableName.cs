namespace HotStream.Kinesis;

/// <summary>What tables of DynamoDB, and so groups, may be called.</summary>
internal static class LeaseTableName
{
    private const int CharactersMax = 255;

    /// <exception cref="ArgumentException">It is no name of a table.</exception>
    public static string Check(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        return name.Length is >= 3 and <= CharactersMax && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')
            ? name : throw new ArgumentException($"'{PlainText.Of(name, 40)}' is no name of a table of leases: it is 3 to {CharactersMax} "
                + "letters, digits, '_', '.' and '-'.", parameter);
    }
}
