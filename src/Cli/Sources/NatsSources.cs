namespace HotStream.Cli;

/// <summary>
/// <c>nats://HOST:4222/SUBJECT</c>: what is published while we listen; with <c>stream=NAME</c> a stream of JetStream from its first
/// message, with <c>consumer=NAME</c> too as a consumer of it.
/// </summary>
internal static class NatsSources
{
    public static MessageSource Open(AddressReader reader)
    {
        NatsLogin login = NatsLogin.Read(reader);
        string? stream = reader.Take("stream");
        string? consumer = stream is null ? null : reader.Take("consumer");
        string? subject = reader.Address.Path.Length > 0 ? reader.Address.Path : null;
        if (stream is null && subject is null)
        {
            throw reader.Problem("names no subject and no stream");
        }

        NatsStart start = stream is not null && reader.TakeStartsNext() ? NatsStart.Next : NatsStart.First;
        return new ServerSource($"nats {login.Server} {stream ?? subject}", login.Server, (context, options) => (stream is null
            ? context.NatsSubjectMessageStream(login.Address, subject!, login.Fill(new NatsSubjectOptions(), options))
            : consumer is null
                ? context.NatsReplayMessageStream(login.Address, stream,
                    login.Fill(new NatsReplayOptions { Subject = subject, Start = start }, options))
                : context.NatsMessageStream(login.Address, stream, consumer,
                    login.Fill(new NatsOptions { Subject = subject, Start = start }, options)))
            .Map(static message => new MqttMessage(message.Subject, message.Payload)))
        {
            IsTls = login.IsTls,
        };
    }
}
