namespace HotStream.Kafka;

/// <summary>Which properties of the client nobody may see.</summary>
internal static class KafkaSecrets
{
    private static readonly string[] s_parts = ["password", "secret", "pem", "jaas", "oauthbearer", "username", "token", "key"];

    /// <summary>Whether a property's value is not for logs.</summary>
    public static bool IsSecret(string property) =>
        Array.Exists(s_parts, part => property.Contains(part, StringComparison.OrdinalIgnoreCase));
}
