using HotStream.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>A full ring that drops the newest: what was promised to be stored is not among it.</summary>
public sealed class MqttInboxOverflowTests() : MqttInboxFixture(ringCapacity: 2, OverflowPolicy.DropNewest)
{
    [Fact]
    public void A_full_ring_drops_what_nobody_waits_for_and_waits_for_room_with_what_is_acknowledged()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Stored);
        foreach (string payload in (string[])["1", "2", "dropped"])
        {
            Take(inbox, "t", payload);
            inbox.Flush();
        }

        Take(inbox, "t", "kept", qos: 1, id: 1);
        var handing = new SideThread(() => inbox.Flush());
        handing.Start();
        Engine.WaitFor(() => handing.IsWaiting, "it waits");
        Assert.Empty(Acknowledged);
        List<string> records = [];
        Engine.WaitFor(
            () =>
            {
                records.AddRange(Records()); // what waited may come between two of what it waited for
                return records.Count >= 3;
            },
            "what waited came");
        Assert.True(handing.Join(Engine.Patience));
        Assert.Equal(["1", "2", "kept"], [.. records.Select(record => record.Split(' ')[1])]);
        Assert.Equal(["PubAck 1"], Acknowledged);
    }
}
