using System.Data.Common;
using System.Globalization;

namespace HotStream.MySql;

/// <summary>A row that no statement could bring to the server, as large as it takes them.</summary>
internal sealed class MySqlRowTooLargeException(long bytes, long bytesMax) : DbException(string.Create(CultureInfo.InvariantCulture,
    $"The row takes {bytes} bytes, and the server's max_allowed_packet is {bytesMax}"));
