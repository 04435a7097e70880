namespace HotStream.Cli;

/// <summary>
/// <c>amqp://HOST:5672/VHOST?queue=NAME</c>, or <c>?stream=NAME</c> for a stream queue, which is read from its first message.
/// </summary>
internal static class RabbitMqSources
{
    public static MessageSource Open(AddressReader reader)
    {
        RabbitMqLogin login = RabbitMqLogin.Read(reader);
        string? stream = reader.Take("stream");
        string queue = stream ?? reader.Need("queue");
        RabbitMqStart start = stream is not null && reader.TakeStartsNext() ? RabbitMqStart.Next : RabbitMqStart.First;
        return new ServerSource($"rabbitmq {login.Server} {queue}", login.Server, (context, options) =>
        {
            DStream<RabbitMqMessage> messages = stream is null
                ? context.RabbitMqMessageStream(login.Address, queue, login.Fill(new RabbitMqOptions(), options))
                : context.RabbitMqReplayMessageStream(login.Address, queue,
                    login.Fill(new RabbitMqReplayOptions { Start = start }, options));
            return messages.Map(static message => new MqttMessage(message.RoutingKey, message.Payload));
        })
        {
            IsTls = login.IsTls,
        };
    }
}
