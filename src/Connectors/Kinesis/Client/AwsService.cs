namespace HotStream.Kinesis;

/// <summary>A service that speaks the protocol: JSON, posted to one path.</summary>
/// <param name="Name">Its name in addresses and signatures: <c>kinesis</c>.</param>
/// <param name="Title">Its name in messages.</param>
/// <param name="Version">What stands before the name of an operation.</param>
/// <param name="JsonType">The type of its bodies.</param>
/// <param name="UrlVariable">The variable that names another server.</param>
/// <param name="Remedies">What to do about errors, where that is another thing than with streams.</param>
internal sealed record AwsService(string Name, string Title, string Version, string JsonType, string UrlVariable,
    IReadOnlyDictionary<string, string> Remedies)
{
    /// <summary>Kinesis Data Streams.</summary>
    public static AwsService Kinesis { get; } = new("kinesis", "Kinesis", "Kinesis_20131202.", "application/x-amz-json-1.1",
        "AWS_ENDPOINT_URL_KINESIS", new Dictionary<string, string>());

    /// <summary>DynamoDB, where leases are.</summary>
    public static AwsService DynamoDb { get; } = new("dynamodb", "DynamoDB", "DynamoDB_20120810.", "application/x-amz-json-1.0",
        "AWS_ENDPOINT_URL_DYNAMODB", new Dictionary<string, string>
        {
            ["ProvisionedThroughputExceededException"] = "Let the table have more capacity, or pay by request.",
            ["ResourceInUseException"] = "The table is being changed.",
            ["ResourceNotFoundException"] = "The table is made again.",
            ["AccessDeniedException"] = "Give these credentials the right to the table (dynamodb:DescribeTable, dynamodb:CreateTable, "
                + "dynamodb:Scan, dynamodb:GetItem, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem).",
            ["UnknownOperationException"] = $"The server does not know this request: it is no DynamoDB. Correct "
                + $"{nameof(KinesisGroupOptions)}.{nameof(KinesisGroupOptions.DynamoDbUrl)}.",
        });
}
