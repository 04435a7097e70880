namespace HotStream.Torture;

/// <summary>Where a store of files is, and a place in it, as one text.</summary>
internal static class StoreAddress
{
    private const string Mark = "/#";

    public static string Of(string url, string place) => url + Mark + place;

    public static string UrlIn(string address) => address[..address.IndexOf(Mark, StringComparison.Ordinal)];

    public static string PlaceIn(string address) => address[(address.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..];
}
