namespace HotStream.Cli;

/// <summary>A way to write an address.</summary>
/// <typeparam name="T">What is at addresses: sources or destinations.</typeparam>
/// <param name="Names">What may stand before <c>://</c>; of what has no address, the whole text.</param>
/// <param name="Example">How to write one.</param>
/// <param name="Open">Reads one; null when the text is no such address.</param>
internal sealed record Scheme<T>(string[] Names, string Example, Func<string, T?> Open)
    where T : class
{
    /// <summary>Of addresses as <see cref="ServerAddress"/> takes them apart.</summary>
    /// <param name="names">What may stand before <c>://</c>.</param>
    /// <param name="example">How to write one.</param>
    /// <param name="open">Opens one; settings that it does not take are refused.</param>
    public Scheme(string[] names, string example, Func<AddressReader, T> open)
        : this(names, example, text =>
        {
            if (ServerAddress.TryParse(text) is not { } address)
            {
                return null;
            }

            var reader = new AddressReader(address, PlainText.Address(text), example);
            T opened = open(reader);
            reader.RefuseOthers();
            return opened;
        })
    {
    }
}
