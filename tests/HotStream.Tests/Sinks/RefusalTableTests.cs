using System.Net;
using HotStream.Sinks;

namespace HotStream.Tests.Sinks;

/// <summary>The tables from a target's errors to what is done about them, row by row.</summary>
public sealed class RefusalTableTests
{
    [Theory]
    [InlineData(200, null, "Taken")]
    [InlineData(201, null, "Taken")]
    [InlineData(299, null, "Taken")]
    [InlineData(199, null, "Record")]
    [InlineData(300, null, "Record")]
    [InlineData(401, null, "Again")]
    [InlineData(403, null, "Again")]
    [InlineData(408, null, "Again")]
    [InlineData(429, null, "Again")]
    [InlineData(400, "document_parsing_exception: failed to parse", "Record")]
    [InlineData(400, "mapper_parsing_exception: failed to parse", "Record")]
    [InlineData(400, "strict_dynamic_mapping_exception: mapping set to strict", "Record")]
    [InlineData(400, "index_closed_exception: closed", "Again")]
    [InlineData(400,
        "validation_exception: this action would add [2] shards, but this cluster currently has [1000]/[1000] maximum shards open",
            "Again")]
    [InlineData(400, "illegal_argument_exception: Limit of total fields [1000] has been exceeded", "Record")]
    [InlineData(401, "security_exception: missing authentication credentials", "Again")]
    [InlineData(403, "security_exception: action is unauthorized", "Again")]
    [InlineData(403, "cluster_block_exception: index [x] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)]", "Again")]
    [InlineData(403, "index_create_block_exception: blocked", "Again")]
    [InlineData(404, "index_not_found_exception: no such index", "Again")]
    [InlineData(404, "document_missing_exception: document missing", "Record")]
    [InlineData(409, "version_conflict_engine_exception: exists", "Record")]
    [InlineData(413, null, "Record")]
    [InlineData(429, "es_rejected_execution_exception: queue is full", "Again")]
    [InlineData(499, null, "Record")]
    [InlineData(500, null, "Again")]
    [InlineData(500, "illegal_state_exception: x", "Again")]
    [InlineData(503, "unavailable_shards_exception: x", "Again")]
    public void An_item_of_elasticsearch(int status, string? error, string judgement) =>
        Assert.Equal(judgement, BulkVerdicts.OfItem(status, error, ElasticsearchOperation.Index).ToString());

    [Theory]
    [InlineData(409, "version_conflict_engine_exception: exists", "Create", "Taken")]
    [InlineData(409, "version_conflict_engine_exception: exists", "Update", "Again")]
    [InlineData(409, "version_conflict_engine_exception: exists", "Upsert", "Again")]
    [InlineData(404, null, "Delete", "Taken")]
    [InlineData(404, "index_not_found_exception: no such index", "Delete", "Again")]
    [InlineData(404, "document_missing_exception: document missing", "Update", "Record")]
    public void An_item_of_elasticsearch_by_what_was_asked_for(int status, string? error, string operation, string judgement) =>
        Assert.Equal(judgement, BulkVerdicts.OfItem(status, error, Enum.Parse<ElasticsearchOperation>(operation)).ToString());

    [Theory]
    [InlineData(200, "", "Taken")]
    [InlineData(199, "", "Fail")]
    [InlineData(300, "", "Fail")]
    [InlineData(400, "action_request_validation_exception: id is too long", "Split")]
    [InlineData(400, "illegal_argument_exception: Malformed action/metadata line", "Split")]
    [InlineData(400, "index_closed_exception: closed", "Again")]
    [InlineData(401, "security_exception: missing authentication credentials", "Fail")]
    [InlineData(403, "security_exception: action is unauthorized", "Fail")]
    [InlineData(403, "cluster_block_exception: blocked by: [FORBIDDEN/6/cluster read-only (api)]", "Again")]
    [InlineData(404, "index_not_found_exception: no such index", "Again")]
    [InlineData(404, "<html>no such page", "Fail")]
    [InlineData(405, "", "Fail")]
    [InlineData(406, "Content-Type header is not supported", "Fail")]
    [InlineData(408, "", "Again")]
    [InlineData(413, "", "Split")]
    [InlineData(429, "", "Again")]
    [InlineData(500, "", "Again")]
    [InlineData(502, "", "Again")]
    [InlineData(503, "", "Again")]
    [InlineData(302, "", "Fail")]
    public void A_whole_request_of_elasticsearch(int status, string error, string judgement) =>
        Assert.Equal(judgement, BulkVerdicts.OfRequest((HttpStatusCode)status, error).ToString());

    [Theory]
    [InlineData(200, "Taken")]
    [InlineData(204, "Taken")]
    [InlineData(199, "Fail")]
    [InlineData(300, "Fail")]
    [InlineData(301, "Fail")]
    [InlineData(400, "Split")]
    [InlineData(401, "Fail")]
    [InlineData(403, "Fail")]
    [InlineData(404, "Fail")]
    [InlineData(405, "Fail")]
    [InlineData(407, "Fail")]
    [InlineData(408, "Again")]
    [InlineData(409, "Split")]
    [InlineData(410, "Fail")]
    [InlineData(413, "Split")]
    [InlineData(415, "Fail")]
    [InlineData(421, "Again")]
    [InlineData(422, "Split")]
    [InlineData(423, "Again")]
    [InlineData(425, "Again")]
    [InlineData(429, "Again")]
    [InlineData(500, "Again")]
    [InlineData(503, "Again")]
    [InlineData(599, "Again")]
    public void An_answer_to_a_post(int status, string judgement)
    {
        Assert.Equal(judgement, HttpStatuses.Judge((HttpStatusCode)status).ToString());
        Assert.Equal(judgement == "Again", HttpStatuses.MayPass((HttpStatusCode)status));
        Assert.Equal(status is 429 or 503, HttpStatuses.IsThrottled((HttpStatusCode)status));
    }

    [Theory]
    [InlineData("cluster_block_exception", "full disks (flood stage)")]
    [InlineData("index_create_block_exception", "Creating indices is blocked")]
    [InlineData("index_closed_exception", "Open the index")]
    [InlineData("index_not_found_exception", "action.auto_create_index")]
    [InlineData("security_exception", "privilege to write")]
    [InlineData("validation_exception: [1000]/[1000] maximum shards open", "cluster.max_shards_per_node")]
    [InlineData("validation_exception: [1000]/[1000] maximum normal shards open", "cluster.max_shards_per_node")]
    [InlineData("es_rejected_execution_exception", "too much to do")]
    [InlineData("circuit_breaking_exception", "too little memory")]
    [InlineData("unavailable_shards_exception", "Shards are missing")]
    [InlineData("no_shard_available_action_exception", "Shards are missing")]
    [InlineData("process_cluster_event_timeout_exception", "The master has too much to do")]
    [InlineData("master_not_discovered_exception", "no master")]
    [InlineData("cluster_manager_not_discovered_exception", "no manager")]
    public void A_state_of_the_cluster_is_tried_again_whatever_its_status_and_comes_with_what_to_do(string error, string remedy)
    {
        Assert.Equal(Judgement.Again, BulkVerdicts.OfItem(400, error, ElasticsearchOperation.Index));
        Assert.Contains(remedy, BulkVerdicts.RemedyOf(error), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_other_trouble_that_lasts_the_cluster_is_named() =>
        Assert.Contains("load, disks and network", BulkVerdicts.RemedyOf("io_exception"), StringComparison.Ordinal);

    [Theory]
    [InlineData("08006", "Again")] // connection failure
    [InlineData("0A000", "Fail")]  // not supported
    [InlineData("22001", "Record")] // too long for varchar
    [InlineData("22P02", "Record")] // no json
    [InlineData("23502", "Record")] // not null
    [InlineData("23505", "Record")] // unique
    [InlineData("23514", "Record")] // check
    [InlineData("25006", "Again")] // read-only
    [InlineData("28P01", "Fail")]  // password
    [InlineData("3D000", "Fail")]  // no such database
    [InlineData("40001", "Again")] // serialization
    [InlineData("40P01", "Again")] // deadlock
    [InlineData("42501", "Fail")]  // rights
    [InlineData("42703", "Fail")]  // no such column
    [InlineData("42P01", "Fail")]  // no such table
    [InlineData("44000", "Record")] // check of a view
    [InlineData("53100", "Again")] // disk full
    [InlineData("53200", "Again")] // memory
    [InlineData("53300", "Again")] // too many connections
    [InlineData("54000", "Record")] // row too large
    [InlineData("55P03", "Again")] // locked
    [InlineData("57014", "Again")] // statement timeout
    [InlineData("57P01", "Again")] // admin shutdown
    [InlineData("57P02", "Again")] // crash
    [InlineData("57P03", "Again")] // starting
    [InlineData("57P04", "Fail")]  // database dropped
    [InlineData("58030", "Again")] // i/o error of the server
    [InlineData("P0001", "Record")] // raised by a trigger
    [InlineData("XX000", "Fail")]  // internal
    [InlineData("25P03", "Again")] // idle too long in a transaction
    [InlineData("40003", "Again")] // whether it was committed is not known
    [InlineData("40002", "Fail")]  // a constraint checked at commit
    [InlineData("55006", "Again")] // in use
    [InlineData("57P05", "Again")] // idle too long
    [InlineData("2200", "Fail")]   // no SQLSTATE
    [InlineData("220010", "Fail")]
    [InlineData("", "Fail")]
    public void An_error_of_postgresql(string state, string judgement) => Assert.Equal(judgement, PostgresErrors.Judge(state).ToString());

    [Theory]
    [InlineData("22003", false, "Record")]
    [InlineData("23000", false, "Record")]
    [InlineData("40001", false, "Again")]
    [InlineData("08001", false, "Again")]
    [InlineData("53100", false, "Again")]
    [InlineData("25006", false, "Again")]
    [InlineData("42000", false, "Fail")]
    [InlineData("44000", false, "Record")]
    [InlineData("54000", false, "Record")]
    [InlineData("58030", false, "Again")]
    [InlineData("55P03", false, "Again")]
    [InlineData("57014", false, "Again")]
    [InlineData("57P01", false, "Again")]
    [InlineData("57P02", false, "Again")]
    [InlineData("57P03", false, "Again")]
    [InlineData("57P04", false, "Fail")]
    [InlineData("2200", false, "Fail")]
    [InlineData("220010", false, "Fail")]
    [InlineData("080060", false, "Fail")]
    [InlineData("28000", false, "Fail")]
    [InlineData("HY000", true, "Again")]
    [InlineData("HY000", false, "Fail")]
    [InlineData(null, false, "Fail")]
    [InlineData(null, true, "Again")]
    public void An_error_of_any_database(string? state, bool isTransient, string judgement) =>
        Assert.Equal(judgement, DatabaseErrors.Judge(state, isTransient).ToString());

    [Theory]
    [InlineData(28, "The disk is full")]
    [InlineData(13, "right to write")]
    [InlineData(30, "read-only")]
    [InlineData(122, "quota")]
    [InlineData(24, "ulimit -n")]
    [InlineData(9999, "Look at the disk")]
    public void An_error_of_a_file_system_fails_the_batch_with_what_to_do(int error, string remedy) =>
        Assert.Contains(remedy, FileErrors.Explain("files x", new IOException("as the system says", error)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Missing_rights_are_known_by_what_is_inside() =>
        Assert.Contains("right to write", FileErrors.Explain("files x",
            new UnauthorizedAccessException("no", new IOException("no", 13))).Message, StringComparison.Ordinal);
}
