using System.Data.Common;
using System.Net.Http;
using System.Net.Sockets;

namespace HotStream;

/// <summary>Whose fault a failure is.</summary>
internal static class FailureCauses
{
    /// <summary>
    /// Whether the world outside is to blame, so that the same records may succeed another time: a server, a network, a disk, a time-out,
    /// the memory. Otherwise the records or the code are.
    /// </summary>
    public static bool IsOfTheWorld(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AggregateException several ? several.InnerExceptions.Any(IsOfTheWorld)
                : cause is IOException or TimeoutException or OperationCanceledException or SocketException
                or HttpRequestException or DbException
                    or UnauthorizedAccessException or OutOfMemoryException)
            {
                return true;
            }
        }

        return false;
    }
}
