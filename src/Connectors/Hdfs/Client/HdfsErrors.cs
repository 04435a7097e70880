using System.Text.Json;

namespace HotStream.Hdfs;

/// <summary>What errors of HDFS mean, and what to do about each: the table of source and sink. No record is to blame.</summary>
internal static class HdfsErrors
{
    private static readonly Dictionary<string, (FileStoreProblem Problem, string Remedy)> s_exceptions = new()
    {
        ["StandbyException"] = (FileStoreProblem.Away, "No NameNode of the list is active."),
        ["ObserverRetryOnActiveException"] = (FileStoreProblem.Away, "No NameNode of the list is active."),
        ["RetriableException"] = (FileStoreProblem.Away, "It may pass."),
        ["ServerNotLeaderException"] = (FileStoreProblem.Away, "It may pass."),
        ["SafeModeException"] = (FileStoreProblem.Away, "The NameNode is in safe mode: it has just started, or its disk is full."),
        ["AlreadyBeingCreatedException"] = (FileStoreProblem.Away, "Another writer has it; its lease ends after a minute."),
        ["RecoveryInProgressException"] = (FileStoreProblem.Away, "The file is being recovered."),
        ["IOException"] = (FileStoreProblem.Away, "Look at the DataNodes if it lasts."), // with status 403, like refusals
        ["FileNotFoundException"] = (FileStoreProblem.Gone, "Keep files until their batch has read them; create the directory."),
        ["AccessControlException"] = (FileStoreProblem.Refused, "Give the user the right to it (UserName)."),
        ["SecurityException"] = (FileStoreProblem.Refused, "The cluster asks who this is: set UserName, or DelegationToken where it has "
            + "Kerberos."),
        ["InvalidToken"] = (FileStoreProblem.Refused, "Renew DelegationToken, or get another."),
        ["AuthenticationException"] = (FileStoreProblem.Refused, "Set DelegationToken: tickets of Kerberos are not spoken here."),
        ["NSQuotaExceededException"] = (FileStoreProblem.Refused, "The directory's quota of names is used up."),
        ["DSQuotaExceededException"] = (FileStoreProblem.Refused, "The directory's quota of space is used up."),
        ["ParentNotDirectoryException"] = (FileStoreProblem.Refused, "A file stands where the path has a directory."),
        ["FileAlreadyExistsException"] = (FileStoreProblem.Refused, "A directory has the name of the file."),
        ["UnsupportedOperationException"] = (FileStoreProblem.Refused, "The server is too old, or does not append: raise PartBytes."),
    };

    /// <summary>Whether another NameNode may be the one to ask.</summary>
    public static bool IsStandby(HdfsRefusal? refusal) =>
        refusal?.Exception is "StandbyException" or "ObserverRetryOnActiveException";

    /// <summary>What a refusal means.</summary>
    /// <param name="what">What was done: <c>hdfs:/in/a could not be opened</c>.</param>
    /// <param name="status">Status of the answer.</param>
    /// <param name="refusal">What the answer says; null where it is no JSON.</param>
    public static FileStoreException Explain(string what, int status, HdfsRefusal? refusal)
    {
        (FileStoreProblem problem, string remedy) =
            s_exceptions.TryGetValue(refusal?.Exception ?? "", out (FileStoreProblem, string) judged) ? judged : ByStatus(status);
        string said = refusal is null ? "" : $" {PlainText.Of(refusal.Exception, 100)}, {FirstLine(refusal.Message)}";
        return new FileStoreException(problem, $"{what}: {status}{said} {remedy}");
    }

    /// <summary>What a failure means.</summary>
    /// <param name="what">What was done.</param>
    /// <param name="failure">What was thrown.</param>
    public static FileStoreException Explain(string what, Exception failure) => failure switch
    {
        FileStoreException known => known,
        OperationCanceledException => new FileStoreException(FileStoreProblem.Away, $"{what}: the server gave no answer in time.", failure),
        JsonException => new FileStoreException(FileStoreProblem.Refused,
            $"{what}: what was answered is not what NameNodes say. Is the address that of WebHDFS?"), // its text may be a piece of a secret
        HttpRequestException or IOException => new FileStoreException(FileStoreProblem.Away,
            $"{what}: {PlainText.Of(failure.Message, 300)}", failure),
        _ => new FileStoreException(FileStoreProblem.Refused,
            $"{what}: {PlainText.Of(failure.Message, 300)} Correct the options.", failure),
    };

    private static (FileStoreProblem Problem, string Remedy) ByStatus(int status) => status switch
    {
        408 or 429 or >= 500 => (FileStoreProblem.Away, "It may pass."),
        404 => (FileStoreProblem.Gone, "Is it there, and is WebHDFS turned on (dfs.webhdfs.enabled)?"),
        401 => s_exceptions["AuthenticationException"],
        403 => s_exceptions["AccessControlException"],
        _ => (FileStoreProblem.Refused, "Correct the address or the options."),
    };

    private static string FirstLine(string? message)
    {
        int end = message?.IndexOfAny(['\r', '\n']) ?? -1;
        return PlainText.Of(end < 0 ? message : message![..end], 300);
    }
}
