using System.Text.Json;

namespace HotStream.Kinesis;

/// <summary>What errors of Kinesis mean, and what to do about each: the table of source, sink and leases.</summary>
internal static class KinesisErrors
{
    private static readonly Dictionary<string, (KinesisProblem Problem, string Remedy)> s_codes = new(StringComparer.Ordinal)
    {
        ["ProvisionedThroughputExceededException"] = (KinesisProblem.Throttled, "Give the stream more shards, or ask less often."),
        ["LimitExceededException"] = (KinesisProblem.Throttled, "Too many requests at a time."),
        ["ThrottlingException"] = (KinesisProblem.Throttled, "Too many requests at a time."),
        ["KMSThrottlingException"] = (KinesisProblem.Throttled, "The keys of the stream's encryption are asked for too often."),
        ["ExpiredIteratorException"] = (KinesisProblem.Expired, "Another one is made."),
        ["ExpiredNextTokenException"] = (KinesisProblem.Away, "The list is asked for again."),
        ["RequestLimitExceeded"] = (KinesisProblem.Throttled, "The account has enough requests."),
        ["InternalFailure"] = (KinesisProblem.Away, "It may pass."),
        ["InternalFailureException"] = (KinesisProblem.Away, "It may pass."),
        ["InternalServerError"] = (KinesisProblem.Away, "It may pass."),
        ["ServiceUnavailable"] = (KinesisProblem.Away, "It has too much to do."),
        ["ResourceInUseException"] = (KinesisProblem.Away, "The stream is being changed."),
        ["RequestExpired"] = (KinesisProblem.Away, "Set this machine's clock."),
        ["ConditionalCheckFailedException"] = (KinesisProblem.Conflict, "Somebody else wrote it."),
        ["InvalidArgumentException"] = (KinesisProblem.Argument, "Correct what it names."),
        ["ValidationException"] = (KinesisProblem.Argument, "Correct what it names."),
        ["SerializationException"] = (KinesisProblem.Argument, "Correct what it names."),
        ["ResourceNotFoundException"] = (KinesisProblem.Missing, "Create the stream, or correct its name and the region."),
        ["AccessDeniedException"] = (KinesisProblem.Refused, "Give these credentials the right to it (kinesis:DescribeStreamSummary, "
            + "kinesis:ListShards, kinesis:GetShardIterator, kinesis:GetRecords, kinesis:PutRecords)."),
        ["UnrecognizedClientException"] = (KinesisProblem.Refused, "Correct the access key."),
        ["InvalidClientTokenId"] = (KinesisProblem.Refused, "Correct the access key."),
        ["InvalidSignatureException"] = (KinesisProblem.Refused, "Correct the secret of the access key, the region, or this machine's "
            + "clock."),
        ["IncompleteSignature"] = (KinesisProblem.Refused, "The server does not take our signature."),
        ["MissingAuthenticationTokenException"] = (KinesisProblem.Refused, "Give credentials."),
        ["ExpiredTokenException"] = (KinesisProblem.Refused, "Renew the temporary credentials."),
        ["OptInRequired"] = (KinesisProblem.Refused, "The account has no right to the service."),
        ["KMSAccessDeniedException"] = (KinesisProblem.Refused, "Give these credentials the right to the key of the stream's encryption."),
        ["KMSDisabledException"] = (KinesisProblem.Refused, "Enable the key of the stream's encryption."),
        ["KMSInvalidStateException"] = (KinesisProblem.Refused, "Look at the key of the stream's encryption."),
        ["KMSNotFoundException"] = (KinesisProblem.Refused, "Look at the key of the stream's encryption."),
        ["KMSOptInRequired"] = (KinesisProblem.Refused, "Look at the key of the stream's encryption."),
        ["UnknownOperationException"] = (KinesisProblem.Refused, "The server does not know this request: it is no Kinesis, or an old one."),
    };

    /// <summary>What the error of a whole request, or of an item, means.</summary>
    /// <param name="code">Its name.</param>
    public static KinesisProblem? Judge(string code) => s_codes.TryGetValue(code, out (KinesisProblem Problem, string) known)
        ? known.Problem : null;

    /// <summary>An answer that is an error.</summary>
    /// <param name="service">Whose.</param>
    /// <param name="what">What was done: <c>kinesis plant could not be read</c>.</param>
    /// <param name="status">The status.</param>
    /// <param name="body">The beginning of the body.</param>
    public static KinesisException Of(AwsService service, string what, int status, ReadOnlySpan<byte> body)
    {
        (string code, string text) = Read(body);
        (KinesisProblem problem, string remedy) =
            s_codes.TryGetValue(code, out (KinesisProblem, string) known) ? known : ByStatus(service, status);
        remedy = service.Remedies.GetValueOrDefault(code, remedy);
        string said = code.Length == 0 ? PlainText.Of(body, 200) : $"{PlainText.Of(code, 100)}, {PlainText.Of(text, 300)}";
        return new KinesisException(problem, $"{what}: {status} {said} {remedy}");
    }

    /// <summary>No answer.</summary>
    /// <param name="service">Whose.</param>
    /// <param name="what">What was done.</param>
    /// <param name="failure">What was thrown.</param>
    public static KinesisException Of(AwsService service, string what, Exception failure) => failure switch
    {
        KinesisException known => known,
        OperationCanceledException => new KinesisException(KinesisProblem.Away, $"{what}: the server gave no answer in time.", failure),
        JsonException or InvalidOperationException or FormatException => new KinesisException(KinesisProblem.Refused,
            $"{what}: what the server answered is no answer of {service.Title} ({PlainText.Of(failure.Message, 200)}). Correct the "
                + "address.",
            failure),
        HttpRequestException or IOException => new KinesisException(KinesisProblem.Away,
            $"{what}: {PlainText.Of(failure.InnerException?.Message ?? failure.Message, 300)}", failure),
        _ => new KinesisException(KinesisProblem.Refused,
            $"{what}: {PlainText.Of(failure.Message, 300)} Correct the options, or what the environment says of AWS.", failure),
    };

    /// <summary>Name and text of an error; empty where the body is no error.</summary>
    private static (string Code, string Text) Read(ReadOnlySpan<byte> body)
    {
        string code = "";
        string text = "";
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                {
                    continue;
                }

                bool isCode = reader.ValueTextEquals("__type"u8) || reader.ValueTextEquals("code"u8);
                bool isText = reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("Message"u8);
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    code = isCode ? reader.GetString()! : code;
                    text = isText ? reader.GetString()! : text;
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return ("", "");
        }

        return (code[(code.LastIndexOf('#') + 1)..], text);
    }

    private static (KinesisProblem Problem, string Remedy) ByStatus(AwsService service, int status) => status switch
    {
        429 => s_codes["LimitExceededException"],
        408 or >= 500 => s_codes["InternalFailure"],
        401 or 403 => (KinesisProblem.Refused,
            service.Remedies.GetValueOrDefault("AccessDeniedException", s_codes["AccessDeniedException"].Remedy)),
        413 => s_codes["ValidationException"],
        _ => (KinesisProblem.Refused, "Correct the address or the options."),
    };
}
