using Azure;

namespace HotStream.AzureBlobs;

/// <summary>What errors of blobs mean, and what to do about each: the table of source and sink. No record is to blame.</summary>
internal static class AzureBlobErrors
{
    private const string Rights = "Give these credentials the right to it (roles Storage Blob Data Reader and Contributor; of a shared "
        + "access signature read, list, create, write).";

    private static readonly Dictionary<string, (FileStoreProblem Problem, string Remedy)> s_codes = new()
    {
        ["ServerBusy"] = (FileStoreProblem.Away, "It has too much to do."),
        ["InternalError"] = (FileStoreProblem.Away, "Look at the state of the service if it lasts."),
        ["OperationTimedOut"] = (FileStoreProblem.Away, "It has too much to do."),
        ["ContainerBeingDeleted"] = (FileStoreProblem.Away, "A container of this name is being deleted."),
        ["ContainerNotFound"] = (FileStoreProblem.Refused, "Create the container, or correct the address."),
        ["ContainerDisabled"] = (FileStoreProblem.Refused, "The container is closed."),
        ["AccountIsDisabled"] = (FileStoreProblem.Refused, "The account is closed."),
        ["AuthenticationFailed"] = (FileStoreProblem.Refused, "Correct the key, or renew the token; look at this machine's clock."),
        ["InvalidAuthenticationInfo"] = (FileStoreProblem.Refused, "Correct the key, or renew the token."),
        ["NoAuthenticationInformation"] = (FileStoreProblem.Refused, "Give credentials: the container is not public."),
        ["PublicAccessNotPermitted"] = (FileStoreProblem.Refused, "Give credentials: the account has no public containers."),
        ["ResourceNotFound"] = (FileStoreProblem.Refused, "Give credentials: to others it is as if there was nothing."),
        ["AuthorizationFailure"] = (FileStoreProblem.Refused, Rights + " Networks of the account may also shut this machine out."),
        ["AuthorizationPermissionMismatch"] = (FileStoreProblem.Refused, Rights),
        ["AuthorizationSourceIPMismatch"] = (FileStoreProblem.Refused, "The signature is for other addresses than this machine's."),
        ["AuthorizationProtocolMismatch"] = (FileStoreProblem.Refused, "The signature asks for https."),
        ["AccountRequiresHttps"] = (FileStoreProblem.Refused, "Write https:// in ServiceUrl."),
        ["BlobArchived"] = (FileStoreProblem.Refused, "It lies in the archive tier: rehydrate it first."),
        ["BlobBeingRehydrated"] = (FileStoreProblem.Refused, "It is being fetched from the archive tier."),
        ["BlobImmutableDueToPolicy"] = (FileStoreProblem.Refused, "The container lets nothing be replaced: set "
            + "AzureBlobWriteOptions.CreateOnly."),
        ["InvalidBlobType"] = (FileStoreProblem.Refused, "A blob of another type has this name: choose another path."),
        ["LeaseIdMissing"] = (FileStoreProblem.Refused, "Somebody holds a lease on it."),
        ["BlockCountExceedsLimit"] = (FileStoreProblem.Refused, "Raise AzureBlobWriteOptions.PartBytes, or make batches shorter."),
        ["RequestBodyTooLarge"] = (FileStoreProblem.Refused, "Lower AzureBlobWriteOptions.PartBytes."),
        ["BlobAlreadyExists"] = (FileStoreProblem.Refused, "Choose another path: this one has blobs of others, or of a batch that had "
            + "other records when it ran before."),
        ["BlobNotFound"] = (FileStoreProblem.Gone, "Keep blobs until their batch has read them."),
        ["ConditionNotMet"] = (FileStoreProblem.Gone, "It was replaced: write new records under new names."),
    };

    /// <summary>What a failure means.</summary>
    /// <param name="what">What was done: <c>azure://container/name could not be opened</c>.</param>
    /// <param name="failure">What was thrown.</param>
    public static FileStoreException Explain(string what, Exception failure)
    {
        switch (failure)
        {
            case FileStoreException known:
                return known;
            case RequestFailedException { Status: not 0 } refusal:
                (FileStoreProblem problem, string remedy) =
                    s_codes.TryGetValue(refusal.ErrorCode ?? "", out (FileStoreProblem, string) judged) ? judged : ByStatus(refusal.Status);
                return new FileStoreException(problem, $"{what}: {refusal.Status} {PlainText.Of(refusal.ErrorCode)}, "
                    + $"{FirstLine(refusal.Message)} {remedy}", failure);
            case OperationCanceledException:
                return new FileStoreException(FileStoreProblem.Away, $"{what}: the server gave no answer in time.", failure);
            case HttpRequestException or IOException or RequestFailedException:
                return new FileStoreException(FileStoreProblem.Away, $"{what}: {FirstLine(failure.Message)}", failure);
            default:
                return new FileStoreException(FileStoreProblem.Refused,
                    $"{what}: {FirstLine(failure.Message)} Correct the options, or what gives tokens.", failure);
        }
    }

    private static (FileStoreProblem Problem, string Remedy) ByStatus(int status) => status switch
    {
        408 or 429 or >= 500 => (FileStoreProblem.Away, "It may pass."),
        404 => s_codes["BlobNotFound"],
        412 => s_codes["ConditionNotMet"],
        401 or 403 => (FileStoreProblem.Refused, Rights),
        _ => (FileStoreProblem.Refused, "Correct the address or the options."),
    };

    /// <summary>The library's messages go on with all headers of an answer.</summary>
    private static string FirstLine(string message)
    {
        ReadOnlySpan<char> line = message.AsSpan().TrimStart();
        int end = line.IndexOfAny('\r', '\n');
        return PlainText.Of((end < 0 ? line : line[..end]).ToString(), 300);
    }
}
