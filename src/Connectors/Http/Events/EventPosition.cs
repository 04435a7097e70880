using System.Globalization;

namespace HotStream.Http;

/// <summary>A place between two events.</summary>
/// <param name="Number">How many events were taken before it, over all lives; by it is seen whether the server still has them.</param>
/// <param name="Id">Id of the last of them; empty at the beginning.</param>
internal readonly record struct EventPosition(long Number, string Id)
{
    public static EventPosition Parse(string text)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return new EventPosition(long.Parse(text.AsSpan(0, space), CultureInfo.InvariantCulture), text[(space + 1)..]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} {Id}");
}
