using System.Text;
using HotStream.Mqtt;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Messages that somebody looks at before they are taken.</summary>
public sealed class MqttInboxDoorTests : MqttInboxFixture
{
    private readonly MqttListenerOptions _options = new();
    private readonly List<string> _asked = [];
    private readonly MqttDoor _door;

    public MqttInboxDoorTests()
    {
        _options.Authorize = Decide;
        _door = new(new Host(_options), new MqttMailbox(new MqttPostOffice(_options, _ => { }), "device"),
            new MqttLogin("device", null, default, null));
    }

    [Fact]
    public void A_message_refused_at_the_door_is_answered_in_its_turn_with_the_reason_and_is_no_record()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Committed, _door);
        Take(inbox, "t", "1", qos: 1, id: 1);
        Take(inbox, "no", "2", qos: 1, id: 2);
        Take(inbox, "t", "3", qos: 2, id: 3);
        Assert.True(inbox.Flush()); // no batch announces the second, should the first be done already
        inbox.SendAcks();
        Assert.Empty(Acknowledged);
        Assert.Equal(["1", "3"], Commit(blocks: 1));
        inbox.SendAcks();
        Assert.Equal(["PubAck 1", $"PubAck 2 {MqttReason.Describe(MqttReason.NotAuthorized)}", "PubRec 3"], Acknowledged);
        Assert.False(inbox.Flush());
    }

    [Fact]
    public void A_refused_message_that_nobody_waits_for_is_gone_without_an_answer()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Stored, _door);
        Take(inbox, "no", "1");
        Assert.Equal(0, inbox.Unacknowledged);
        Assert.False(inbox.Flush());
        Take(inbox, "t", "2");
        Assert.False(inbox.Flush());
        Assert.Equal(["t 2 AtMostOnce False False"], Records());
        Assert.Empty(Acknowledged);
    }

    [Fact]
    public void The_door_sees_the_topic_that_an_alias_stands_for()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Stored, _door);
        Take(inbox, "no", "1", alias: 1);
        Take(inbox, "yes", "2", alias: 2);
        Take(inbox, "", "3", alias: 1);
        Take(inbox, "", "4", alias: 2, qos: 1, id: 1, retain: true);
        Assert.Equal(["no 1 0", "yes 2 0", "no 3 0", "yes 4 1 retained"], _asked);
        inbox.Flush();
        Assert.Equal(["yes 2 AtMostOnce False False", "yes 4 AtLeastOnce True False"], Records());
    }

    private MqttDecision Decide(in MqttAccess access)
    {
        string topic = Encoding.ASCII.GetString(access.Topic);
        _asked.Add($"{topic} {Encoding.ASCII.GetString(access.Payload)} {(int)access.Qos}{(access.Retain ? " retained" : "")}");
        return topic == "no" ? MqttDecision.Refuse : MqttDecision.Allow;
    }

    /// <summary>As much of a listener as a door asks for.</summary>
    private sealed class Host(MqttListenerOptions options) : IMqttListenerHost
    {
        public string Name => "test";

        public MqttListenerOptions Options => options;

        public TimeProvider TimeProvider => TimeProvider.System;

        public MqttRouter Router { get; } = new(options, _ => { });

        public MqttCrew Crew => throw new NotSupportedException();

        public SocketWatch Bytes => throw new NotSupportedException();

        public SocketWatch Room => throw new NotSupportedException();

        public int PacketBytesMax => throw new NotSupportedException();

        public int PayloadBytesMax => throw new NotSupportedException();

        public void Report(string message, Exception? cause) => throw new NotSupportedException();

        public void Refuse(DeadLetter letter) => throw new NotSupportedException();

        public void Progress() => throw new NotSupportedException();

        public void LookForDue() => throw new NotSupportedException();

        public void Finished(object device, bool isGone) => throw new NotSupportedException();

        public void Hold(int bytes) => throw new NotSupportedException();
    }
}
