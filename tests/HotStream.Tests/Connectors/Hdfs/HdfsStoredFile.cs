using System.Text.Json.Nodes;

namespace HotStream.Tests.Connectors.Hdfs;

/// <summary>A file of <see cref="HdfsStandIn"/>.</summary>
/// <param name="Id">Its number, which no other file had.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="Modified">When it was closed, in milliseconds.</param>
internal sealed record HdfsStoredFile(long Id, byte[] Bytes, long Modified)
{
    /// <summary>What a listing says of a file, or, of null, of a directory.</summary>
    public static JsonObject StatusOf(string suffix, HdfsStoredFile? file) => new()
    {
        ["accessTime"] = file?.Modified ?? 0,
        ["blockSize"] = file is null ? 0 : 33554432,
        ["childrenNum"] = 0,
        ["fileId"] = file?.Id ?? 16389,
        ["group"] = "supergroup",
        ["length"] = file?.Bytes.Length ?? 0,
        ["modificationTime"] = file?.Modified ?? 1320895981256,
        ["owner"] = "webuser",
        ["pathSuffix"] = suffix,
        ["permission"] = file is null ? "711" : "644",
        ["replication"] = file is null ? 0 : 1,
        ["storagePolicy"] = 0,
        ["type"] = file is null ? "DIRECTORY" : "FILE",
    };
}
