namespace HotStream.Cli;

/// <summary><c>kafka://HOST:9092/TOPIC</c>: a topic, read directly; <c>group=NAME</c> notes in Kafka what was done.</summary>
internal static class KafkaSources
{
    public static MessageSource Open(AddressReader reader)
    {
        string topic = reader.Path("topic");
        string? group = reader.Take("group");
        KafkaStart start = reader.TakeStartsNext() ? KafkaStart.Latest : KafkaStart.Earliest;
        KafkaLogin login = KafkaLogin.Read(reader);
        return new ServerSource($"kafka {login.Server}/{topic}", login.Server, (context, options) =>
        {
            var kafka = new KafkaOptions { GroupId = group, Start = start };
            login.Fill(kafka, options);
            return context.KafkaMessageStream(login.Server.ToString(), [topic], kafka)
                .Map(static message => new MqttMessage(message.Topic, message.Payload));
        })
        {
            IsTls = true,
        };
    }
}
