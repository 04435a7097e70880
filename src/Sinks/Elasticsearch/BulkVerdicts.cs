using System.Net;

namespace HotStream.Sinks;

/// <summary>
/// What Elasticsearch's refusals mean: the table of this sink. Judged by the type of the error where the status says two things: a 400 is a
/// bad document, or an index that somebody has closed.
/// </summary>
internal static class BulkVerdicts
{
    /// <summary>Types of errors that speak of the cluster, whatever their status, and what to do about each.</summary>
    private static readonly (string Error, string Remedy)[] s_clusterState =
    [
        ("cluster_block_exception", "Writing is blocked: look for full disks (flood stage) and index.blocks, and lift the block."),
        ("index_create_block_exception", "Creating indices is blocked: look for full disks, and lift the block."),
        ("index_closed_exception", "Open the index."),
        ("index_not_found_exception", "Create the index, or allow the cluster to create it (action.auto_create_index)."),
        ("security_exception", "Give this user or key the privilege to write to the index."),
        ("maximum shards open", "Raise cluster.max_shards_per_node, or delete old indices."),
        ("maximum normal shards open", "Raise cluster.max_shards_per_node, or delete old indices."),
        ("es_rejected_execution_exception", "The cluster has too much to do: look at its load."),
        ("circuit_breaking_exception", "The cluster has too little memory for its load."),
        ("unavailable_shards_exception", "Shards are missing: look at the cluster's health."),
        ("no_shard_available_action_exception", "Shards are missing: look at the cluster's health."),
        ("process_cluster_event_timeout_exception", "The master has too much to do: look at the cluster's health."),
        ("master_not_discovered_exception", "The cluster has no master: look at its health."),
        ("cluster_manager_not_discovered_exception", "The cluster has no manager: look at its health."),
    ];

    /// <summary>An item of a bulk answer.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="error">Type and reason of its error; null for none.</param>
    /// <param name="operation">What was asked for.</param>
    public static Judgement OfItem(int status, string? error, ElasticsearchOperation operation) => status switch
    {
        >= 200 and < 300 => Judgement.Taken,
        409 when operation == ElasticsearchOperation.Create => Judgement.Taken, // an earlier attempt of ours
        404 when operation == ElasticsearchOperation.Delete && error is null => Judgement.Taken, // gone already
        // somebody changed the document meanwhile
        409 when operation is ElasticsearchOperation.Update or ElasticsearchOperation.Upsert => Judgement.Again,
        401 or 403 or 408 or 429 or >= 500 => Judgement.Again,
        _ when IsClusterState(error) => Judgement.Again,
        _ => Judgement.Record,
    };

    /// <summary>The answer to a request as a whole.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="error">Type and reason of its error.</param>
    public static Judgement OfRequest(HttpStatusCode status, string error) => (int)status switch
    {
        >= 200 and < 300 => Judgement.Taken,
        408 or 429 or >= 500 => Judgement.Again,
        _ when IsClusterState(error) && !error.StartsWith("security_exception", StringComparison.Ordinal) => Judgement.Again,
        400 or 413 => Judgement.Split, // one of the documents, an action line, or the size of all
        _ => Judgement.Fail, // 401, 403, 404, 405, 406 and the like: who we are, where we ask
    };

    /// <summary>What to do about an error that lasts.</summary>
    public static string RemedyOf(string error)
    {
        foreach ((string part, string remedy) in s_clusterState)
        {
            if (error.Contains(part, StringComparison.Ordinal))
            {
                return remedy;
            }
        }

        return "Look at the cluster's load, disks and network.";
    }

    private static bool IsClusterState(string? error)
    {
        foreach ((string part, _) in s_clusterState)
        {
            if (error?.Contains(part, StringComparison.Ordinal) == true)
            {
                return true;
            }
        }

        return false;
    }
}
