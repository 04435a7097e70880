namespace HotStream.Tests.Io.Kafka;

/// <summary>Where tests of Kafka run.</summary>
internal static class KafkaClusters
{
    /// <summary>Always in this process, and on a real cluster where there is one.</summary>
    public static TheoryData<string> All => ["mock", "real"];
}
