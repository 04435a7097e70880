using System.Text.Json.Serialization;

namespace HotStream.Hdfs;

/// <summary>What NameNodes say, as their documentation has it.</summary>
[JsonSerializable(typeof(HdfsAnswer))]
internal sealed partial class HdfsJson : JsonSerializerContext;

/// <summary>Whatever an answer may have.</summary>
/// <param name="FileStatus">Of a file or directory.</param>
/// <param name="FileStatuses">Of what is in a directory.</param>
/// <param name="RemoteException">Why it was refused.</param>
/// <param name="Boolean">Whether it was done.</param>
internal sealed record HdfsAnswer(
    HdfsStatus? FileStatus,
    HdfsStatuses? FileStatuses,
    HdfsRefusal? RemoteException,
    [property: JsonPropertyName("boolean")] bool? Boolean);

/// <summary>What is in a directory.</summary>
internal sealed record HdfsStatuses(HdfsStatus?[]? FileStatus);

/// <summary>A file or directory.</summary>
internal sealed record HdfsStatus(
    [property: JsonPropertyName("pathSuffix")] string? PathSuffix,
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("length")] long Length,
    [property: JsonPropertyName("modificationTime")] long ModificationTime,
    [property: JsonPropertyName("fileId")] long FileId);

/// <summary>Why a request was refused.</summary>
internal sealed record HdfsRefusal(
    [property: JsonPropertyName("exception")] string? Exception,
    [property: JsonPropertyName("javaClassName")] string? JavaClassName,
    [property: JsonPropertyName("message")] string? Message);
