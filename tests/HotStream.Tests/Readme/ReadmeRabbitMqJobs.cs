using System.Text;
using HotStream.Tests.Connectors.RabbitMq;
using HotStream.Tests.Streams;
using RabbitMQ.Client;

namespace HotStream.Tests.Readme;

/// <summary>The RabbitMQ job of docs/queues.md, word for word, against a real server.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class ReadmeRabbitMqJobs(RabbitMqFixture fixture)
{
    [Fact]
    public void Readings_of_a_queue_become_alarms_in_another()
    {
        RabbitMqServer broker = fixture.Server;
        string all = broker.Queue();
        broker.Do(async channel =>
        {
            await channel.QueueDeclareAsync("readings", durable: true, exclusive: false, autoDelete: false);
            await channel.ExchangeDeclareAsync("alarms", "fanout", durable: true);
            await channel.QueueBindAsync(all, "alarms", "");
        });
        using var engine = new Engine(partitions: 2);
        StreamingContext context = engine.Context;
        (string server, string user, string password) = (broker.Address, "guest", "guest");

        // readme: rabbitmq
        context.RabbitMqStream(server, "readings", new RabbitMqOptions { UserName = user, Password = password, Prefetch = 20_000 })
               .ParseJson(["machine", "celsius"], row => (Machine: row["machine"].ToString(), Celsius: row.GetDouble("celsius")))
               .Filter(reading => reading.Celsius > 80)
               .PublishToRabbitMq(server, "alarms", RecordEncoders.Text<(string Machine, double Celsius)>(),
                   RecordEncoders.Text<(string Machine, double Celsius)>());

        // end
        broker.Publish("readings", ["""{"machine":"press","celsius":20}""", """{"machine":"laser","celsius":81.5}"""]);
        var alarms = new List<string>();
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                alarms.AddRange(broker.Drain(all).Select(message => Encoding.UTF8.GetString(message.Body.Span)));
                return alarms.Count > 0;
            },
            "an alarm was published");
        Assert.Equal(["(laser,81.5)"], alarms.Distinct());
    }
}
