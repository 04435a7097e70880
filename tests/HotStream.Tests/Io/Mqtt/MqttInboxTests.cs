using HotStream.Mqtt;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>What becomes a record, and when it is acknowledged.</summary>
public sealed class MqttInboxTests : MqttInboxFixture
{
    [Fact]
    public void A_message_becomes_a_record_with_all_it_has()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Stored);
        Take(inbox, "plant/1", "hello", qos: 1, id: 7, retain: true, duplicate: true);
        Take(inbox, "plant/2", "");
        Assert.False(inbox.Flush());
        Assert.Equal(["plant/1 hello AtLeastOnce True True", "plant/2  AtMostOnce False False"], Records());
        Assert.Equal(["PubAck 7"], Acknowledged);
    }

    [Fact]
    public void What_is_stored_is_acknowledged_when_it_is_handed_over()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Stored);
        Take(inbox, "t", "0");
        Take(inbox, "t", "1", qos: 1, id: 1);
        Take(inbox, "t", "2", qos: 2, id: 2);
        Assert.Equal(2, inbox.Unacknowledged);
        inbox.SendAcks();
        Assert.Empty(Acknowledged);
        inbox.HandOver();
        Assert.Equal((2, 0), (inbox.Unacknowledged, Acknowledged.Count));
        inbox.SendAcks();
        inbox.SendAcks();
        Assert.Equal(["PubAck 1", "PubRec 2"], Acknowledged);
        Assert.Equal(0, inbox.Unacknowledged);
        Take(inbox, "t", "3", qos: 1, id: 1); // free again
        Assert.False(inbox.Flush());
        Assert.Equal("PubAck 1", Acknowledged[^1]);
        Assert.Equal(4, Records().Count);
    }

    [Fact]
    public void A_message_is_acknowledged_when_the_batch_of_its_own_record_is_done_and_not_before()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Committed);
        Take(inbox, "t", "0");
        Take(inbox, "t", "1", qos: 1, id: 1);
        Assert.False(inbox.Flush());
        Take(inbox, "t", "2", qos: 1, id: 2);
        Assert.False(inbox.Flush());
        Assert.Empty(Acknowledged);
        Commit(blocks: 1);
        inbox.SendAcks();
        Assert.Equal(["PubAck 1"], Acknowledged);
        Commit(blocks: 1);
        inbox.SendAcks();
        Assert.Equal(["PubAck 1", "PubAck 2"], Acknowledged);
    }

    [Fact]
    public void A_message_that_comes_again_is_stored_once_and_acknowledged_in_its_turn()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Committed);
        Take(inbox, "t", "1", qos: 1, id: 1);
        Take(inbox, "t", "2", qos: 2, id: 2);
        Take(inbox, "t", "1", qos: 1, id: 1, duplicate: true); // before they are noted
        Take(inbox, "t", "2", qos: 2, id: 2);
        Take(inbox, "t", "3", qos: 1, id: 3, duplicate: true); // new to us
        Assert.True(inbox.Flush());
        Assert.False(inbox.Flush());
        Take(inbox, "t", "2", qos: 2, id: 2, duplicate: true);
        Assert.True(inbox.Flush());
        Assert.Equal(["1", "2", "3"], Commit(blocks: 1));
        inbox.SendAcks();
        Assert.Equal(["PubAck 1", "PubRec 2", "PubAck 1", "PubRec 2", "PubAck 3", "PubRec 2"], Acknowledged);
    }

    [Fact]
    public void An_identifier_used_for_a_new_message_is_no_message_that_comes_again()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Committed);
        Take(inbox, "t", "1", qos: 1, id: 1);
        Take(inbox, "t", "other", qos: 1, id: 1); // not marked as a duplicate
        Take(inbox, "t", "none", qos: 0, id: 0);
        Assert.False(inbox.Flush());
        Assert.Equal(["1", "other", "none"], Commit(blocks: 1));
    }

    [Fact]
    public void A_full_block_that_went_off_before_its_messages_were_noted_is_told()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Committed);
        for (int i = 0; i < Block.Size; i++)
        {
            Take(inbox, "t", "x", qos: 1, id: i + 1);
        }

        Assert.True(inbox.Flush());
        Take(inbox, "t", "x", qos: 1, id: 1000);
        Assert.False(inbox.Flush());
        for (int i = 0; i < Block.Size; i++)
        {
            Take(inbox, "t", "x");
        }

        Assert.False(inbox.Flush()); // nobody waits for these
    }

    [Fact]
    public void A_message_left_out_is_acknowledged_behind_those_before_it()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Committed);
        Take(inbox, "t", "1", qos: 1, id: 1);
        inbox.Skip(9, 2);
        Take(inbox, "t", "2", qos: 1, id: 2);
        inbox.Flush();
        inbox.SendAcks();
        Assert.Empty(Acknowledged);
        Commit(blocks: 1);
        inbox.SendAcks();
        Assert.Equal(["PubAck 1", "PubRec 9", "PubAck 2"], Acknowledged);
        inbox.Skip(10, 1); // nothing is before it
        inbox.HandOver();
        inbox.SendAcks();
        Assert.Equal("PubAck 10", Acknowledged[^1]);
    }

    [Fact]
    public void Topic_aliases_stand_for_the_topic_they_were_last_given_with()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Stored);
        Assert.Equal(MqttError.UnknownTopicAlias, TryTake(inbox, "", "x", alias: 1));
        Assert.Equal(MqttError.UnknownTopicAlias, TryTake(inbox, "t", "x", alias: AliasMax + 1));
        Assert.Equal(MqttError.UnknownTopicAlias, TryTake(inbox, "", "x", alias: AliasMax + 1));
        Take(inbox, "first", "a", alias: 1);
        Take(inbox, "last", "b", alias: AliasMax);
        Take(inbox, "", "c", alias: 1);
        Take(inbox, "", "d", alias: AliasMax);
        Take(inbox, "changed", "e", alias: 1);
        Take(inbox, "changed", "f", alias: 1);
        Take(inbox, "", "g", alias: 1);
        Take(inbox, "no alias", "h");
        inbox.Flush();
        Assert.Equal(["first a", "last b", "first c", "last d", "changed e", "changed f", "changed g", "no alias h"], Records()
            .Select(record => record.Replace(" AtMostOnce False False", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_message_without_an_alias_costs_no_memory()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Stored);
        for (int i = 0; i < 300; i++)
        {
            Take(inbox, $"topic/{i}", "the block grows");
        }

        long before = AllocatedByTaking;
        for (int i = 300; i < 400; i++)
        {
            Take(inbox, $"topic/{i}", "x");
        }

        Assert.Equal(before, AllocatedByTaking);
    }

    [Fact]
    public void A_packet_that_is_wrong_is_refused_and_nothing_is_stored()
    {
        MqttInbox<MqttMessage, MqttMessageRecord> inbox = Inbox(MqttAcknowledge.Stored);
        Assert.Equal(MqttError.ZeroPacketId, TryTake(inbox, "t", "x", qos: 1, id: 0));
        Assert.Equal(MqttError.EmptyTopic, TryTake(inbox, "", "x"));
        inbox.Flush();
        Assert.Empty(Records());
        Assert.Equal(0, inbox.Unacknowledged);
    }

    [Fact]
    public void It_goes_on_with_another_writer_whose_records_are_counted_from_where_they_stand()
    {
        var inbox = new MqttInbox<MqttMessage, MqttMessageRecord>(null, Acks, this, MqttVersion.V5, MqttAcknowledge.Committed, AliasMax);
        inbox.HandOver();
        inbox.SendAcks();
        Assert.False(inbox.Flush());
        inbox.Use(Writer);
        Take(inbox, "t", "1", qos: 1, id: 1);
        inbox.Flush();
        Commit(blocks: 1);
        inbox.SendAcks();
        Assert.Equal(["PubAck 1"], Acknowledged);
        // of the next connection
        var next = new MqttInbox<MqttMessage, MqttMessageRecord>(Writer, Acks, this, MqttVersion.V5, MqttAcknowledge.Committed, AliasMax);
        Take(next, "t", "2", qos: 1, id: 2);
        Assert.False(next.Flush());
        next.SendAcks();
        Assert.Equal(["PubAck 1"], Acknowledged);
        Commit(blocks: 1);
        next.SendAcks();
        Assert.Equal(["PubAck 1", "PubAck 2"], Acknowledged);
        inbox.Use(Writer);
        Take(inbox, "t", "3", qos: 1, id: 3);
        Assert.False(inbox.Flush());
        inbox.SendAcks();
        Assert.Equal(2, Acknowledged.Count);
        Commit(blocks: 1);
        inbox.SendAcks();
        Assert.Equal("PubAck 3", Acknowledged[^1]);
    }
}
