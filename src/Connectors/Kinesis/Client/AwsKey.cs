namespace HotStream.Kinesis;

/// <summary>Who signs a request. In no log and no text.</summary>
/// <param name="Id">Id of the access key.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Token">Token of temporary credentials; null for none.</param>
internal sealed record AwsKey(string Id, string Secret, string? Token)
{
    public override string ToString() => "***";
}
