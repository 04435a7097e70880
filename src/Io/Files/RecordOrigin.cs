using System.Globalization;

namespace HotStream.Io;

/// <summary>Records of a file by their number.</summary>
/// <param name="path">The file.</param>
/// <param name="before">Records of the file before those that are fed.</param>
internal sealed class RecordOrigin(string path, long before) : ITextOrigin
{
    public string Name => path;

    public string PositionOf(long index) => string.Create(CultureInfo.InvariantCulture, $"record {before + index + 1}");
}
