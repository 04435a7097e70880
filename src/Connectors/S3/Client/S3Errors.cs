using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace HotStream.S3;

/// <summary>What errors of S3 mean, and what to do about each: the table of source and sink. No record is to blame.</summary>
internal static class S3Errors
{
    private static readonly Dictionary<string, (FileStoreProblem Problem, string Remedy)> s_codes = new()
    {
        ["SlowDown"] = (FileStoreProblem.Away, "It asks for fewer requests."),
        ["ServiceUnavailable"] = (FileStoreProblem.Away, "It has too much to do."),
        ["InternalError"] = (FileStoreProblem.Away, "Look at the server's log if it lasts."),
        ["RequestTimeout"] = (FileStoreProblem.Away, "The way to it is slow."),
        ["OperationAborted"] = (FileStoreProblem.Away, "Another request about the same was under way."),
        ["ConditionalRequestConflict"] = (FileStoreProblem.Away, "Another request about the same was under way."),
        ["RequestTimeTooSkewed"] = (FileStoreProblem.Away, "Set this machine's clock."),
        ["NoSuchBucket"] = (FileStoreProblem.Refused, "Create the bucket, or correct the address."),
        ["AccessDenied"] = (FileStoreProblem.Refused, "Give these credentials the right to it (s3:ListBucket, s3:GetObject, s3:PutObject, "
            + "s3:AbortMultipartUpload)."),
        ["AllAccessDisabled"] = (FileStoreProblem.Refused, "The bucket is closed to all."),
        ["InvalidAccessKeyId"] = (FileStoreProblem.Refused, "Correct the access key."),
        ["SignatureDoesNotMatch"] = (FileStoreProblem.Refused, "Correct the secret of the access key."),
        ["ExpiredToken"] = (FileStoreProblem.Refused, "Renew the temporary credentials."),
        ["InvalidToken"] = (FileStoreProblem.Refused, "Correct the session token."),
        ["InvalidObjectState"] = (FileStoreProblem.Refused, "It lies in an archive: restore it first."),
        ["AuthorizationHeaderMalformed"] = (FileStoreProblem.Refused, "Set the bucket's own region."),
        ["PermanentRedirect"] = (FileStoreProblem.Refused, "Set the bucket's own region."),
        ["KeyTooLongError"] = (FileStoreProblem.Refused, "Choose a shorter address."),
        ["EntityTooLarge"] = (FileStoreProblem.Refused, "Raise S3WriteOptions.PartBytes, or make batches shorter."),
        ["NoSuchKey"] = (FileStoreProblem.Gone, "Keep objects until their batch has read them."),
        ["PreconditionFailed"] = (FileStoreProblem.Gone, "It was replaced: write new records under new names."),
    };

    /// <summary>What a failure means.</summary>
    /// <param name="what">What was done: <c>s3://bucket/key could not be opened</c>.</param>
    /// <param name="failure">What was thrown.</param>
    public static FileStoreException Explain(string what, Exception failure)
    {
        switch (failure)
        {
            case FileStoreException known:
                return known;
            case AmazonS3Exception { StatusCode: not 0 } refusal:
                (FileStoreProblem problem, string remedy) =
                    s_codes.TryGetValue(refusal.ErrorCode ?? "", out (FileStoreProblem, string) judged) ? judged
                        : ByStatus(refusal.StatusCode);
                return new FileStoreException(problem, $"{what}: {(int)refusal.StatusCode} {PlainText.Of(refusal.ErrorCode)}, "
                    + $"{PlainText.Of(refusal.Message, 300)} {remedy}", failure);
            case OperationCanceledException:
                return new FileStoreException(FileStoreProblem.Away, $"{what}: the server gave no answer in time.", failure);
            case HttpRequestException or IOException or AmazonServiceException { InnerException: HttpRequestException or IOException }:
                return new FileStoreException(FileStoreProblem.Away,
                    $"{what}: {PlainText.Of(failure.InnerException?.Message ?? failure.Message, 300)}", failure);
            default:
                return new FileStoreException(FileStoreProblem.Refused,
                    $"{what}: {PlainText.Of(failure.Message, 300)} Correct the options, or what the environment says of AWS.", failure);
        }
    }

    private static (FileStoreProblem Problem, string Remedy) ByStatus(HttpStatusCode status) => (int)status switch
    {
        408 or 429 or >= 500 => (FileStoreProblem.Away, "It may pass."),
        404 => s_codes["NoSuchKey"],
        412 => s_codes["PreconditionFailed"],
        401 or 403 => s_codes["AccessDenied"],
        301 or 307 => s_codes["PermanentRedirect"],
        _ => (FileStoreProblem.Refused, "Correct the address or the options."),
    };
}
