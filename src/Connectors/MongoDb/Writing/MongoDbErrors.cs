using System.Net.Sockets;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream.MongoDb;

/// <summary>What errors mean: a document's own fault, which no attempt changes, or the server's, which may pass.</summary>
internal static class MongoDbErrors
{
    private const int DuplicateKey = 11000;

    /// <summary>By the numbers of MongoDB's errors: why a document is to blame, and what to do about it.</summary>
    private static readonly Dictionary<int, string> s_faults = new()
    {
        [2] = "correct its values",
        [9] = "correct how it is written",
        [14] = "correct the type of its field",
        [28] = "its path leads through a value that is no document",
        [40] = "its update changes a field twice",
        [52] = "correct the names of its fields",
        [53] = "give it another id",
        [56] = "correct the names of its fields",
        [57] = "correct the names of its fields",
        [66] = "a field that it changes cannot be changed",
        [121] = "correct it, or the collection's validator",
        [DuplicateKey] = "another document has its value in a unique index; correct it, or the index",
        [11001] = "another document has its value in a unique index; correct it, or the index",
        [12582] = "another document has its value in a unique index; correct it, or the index",
        [10334] = "make it smaller",
        [16755] = "correct its place on earth",
        [17280] = "make its value in an index shorter",
        [17419] = "make it smaller",
        [17420] = "make it smaller",
    };

    /// <summary>Why a document is to blame.</summary>
    /// <param name="code">Number of the error.</param>
    /// <param name="message">The server's words.</param>
    /// <returns>Null when it is not, and may be written again.</returns>
    public static string? FaultOf(int code, string? message) =>
        s_faults.TryGetValue(code, out string? remedy) && !IsRaceForId(code, message)
            ? $"MongoDB refuses it (error {code}): {PlainText.Of(message, 500)}; {remedy}" : null;

    /// <summary>Whether what the driver throws is about a single write that it cannot encode, and names none.</summary>
    public static bool IsOfAWrite(Exception failure) => failure is BsonException or FormatException or ArgumentException
            or OverflowException or InvalidCastException or NotSupportedException
        || (failure is MongoCommandException { Code: var code } && s_faults.ContainsKey(code));

    /// <summary>Whether it comes from a server, or the way to one.</summary>
    public static bool IsOfTheServer(Exception failure) =>
        failure is MongoException or TimeoutException or IOException or SocketException or OperationCanceledException;

    /// <summary>What a failure means, in a line.</summary>
    public static string Describe(Exception failure, TimeSpan timeout) => failure switch
    {
        MongoAuthenticationException => "it does not let us in; correct user name and password",
        MongoCommandException { Code: 13 } => "it does not let us write; give this user the right (readWrite), or use another one",
        MongoCommandException known => $"{PlainText.Of(known.Message, 500)} (error {known.Code})",
        OperationCanceledException => $"it did not answer within {PlainText.Of(timeout)} ({nameof(MongoDbOptions)}."
            + $"{nameof(MongoDbOptions.Timeout)})",
        TimeoutException => $"no server that can be written to was found within {PlainText.Of(timeout)}",
        _ => PlainText.Of(failure.Message, 500),
    };

    /// <summary>Two upserts of a new id at a time: one of them is refused, and finds a document to replace when it comes again.</summary>
    private static bool IsRaceForId(int code, string? message) =>
        code == DuplicateKey && message?.Contains("index: _id_", StringComparison.Ordinal) == true;
}
