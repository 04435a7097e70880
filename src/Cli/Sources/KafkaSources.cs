namespace HotStream.Cli;

/// <summary>
/// <c>kafka://HOST:9092/TOPIC</c>: a topic, read directly; with <c>group=NAME</c> as a member of a consumer group.
/// </summary>
internal static class KafkaSources
{
    public static MessageSource Open(AddressReader reader)
    {
        string topic = reader.Path("topic");
        string? group = reader.Take("group");
        KafkaStart start = reader.TakeStartsNext() ? KafkaStart.Latest : KafkaStart.Earliest;
        KafkaLogin login = KafkaLogin.Read(reader);
        string servers = login.Server.ToString();
        return new ServerSource($"kafka {login.Server}/{topic}", login.Server, (context, options) => (group is null
            ? context.KafkaMessageStream(servers, [topic], login.Fill(new KafkaOptions { Start = start }, options))
            : context.KafkaGroupMessageStream(servers, group, [topic], login.Fill(new KafkaGroupOptions { Start = start }, options)))
            .Map(static message => new MqttMessage(message.Topic, message.Payload)))
        {
            IsTls = true,
        };
    }
}
